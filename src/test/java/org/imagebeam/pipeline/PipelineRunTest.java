package org.imagebeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipelineRunTest {
  private static final Set<Thread> WORKERS = ConcurrentHashMap.newKeySet();

  private final DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);

  @BeforeEach
  void forgetThreads() {
    WORKERS.clear();
    options.setTargetParallelism(3);
  }

  @Test
  void shouldRunATrainerInTheOnlyThread() {
    PipelineRun.runSingleThreaded(pipeline(new ThreadFn()));
    assertEquals(1, WORKERS.size(), WORKERS.toString());
    assertEquals(3, options.getTargetParallelism(), "the next pipeline has its threads again");
  }

  @Test
  void shouldRunOtherPipelinesInAsManyThreadsAsWereAskedFor() {
    PipelineRun.runAndWait(pipeline(new ThreadFn()));
    assertEquals(3, WORKERS.size(), WORKERS.toString());
  }

  @Test
  void shouldGiveTheThreadsBackWhenTheTrainerFails() {
    PipelineFailedException failure =
        assertThrows(
            PipelineFailedException.class,
            () -> PipelineRun.runSingleThreaded(pipeline(new FailingFn())));
    assertEquals(
        "the pipeline failed: java.lang.ArithmeticException: no; run again, the same command goes"
            + " on from what was committed",
        failure.getMessage());
    assertEquals(3, options.getTargetParallelism());
  }

  private Pipeline pipeline(DoFn<Integer, Void> fn) {
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply("Elements", Create.of(1)).apply("Work", ParDo.of(fn));
    return pipeline;
  }

  /** Notes the runner's threads once all that there will be have had time to come to work. */
  private static final class ThreadFn extends DoFn<Integer, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void look() throws InterruptedException {
      Thread.sleep(500);
      Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> thread.getName().startsWith("direct-runner-worker"))
          .filter(thread -> thread.getThreadGroup() == Thread.currentThread().getThreadGroup())
          .forEach(WORKERS::add);
    }
  }

  private static final class FailingFn extends DoFn<Integer, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void fail() {
      throw new ArithmeticException("no");
    }
  }
}
