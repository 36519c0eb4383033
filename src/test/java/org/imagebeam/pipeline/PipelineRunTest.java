package org.imagebeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.metrics.MetricResults;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.imagebeam.local.InvalidValueException;
import org.joda.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipelineRunTest {
  private static final Set<Thread> WORKERS = ConcurrentHashMap.newKeySet();
  private static final Set<Integer> PARALLELISM = ConcurrentHashMap.newKeySet();
  private static final CyclicBarrier MEETING = new CyclicBarrier(3);

  private final DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);

  @BeforeEach
  void forgetThreads() {
    WORKERS.clear();
    PARALLELISM.clear();
    options.setTargetParallelism(3);
  }

  @Test
  void shouldRunATrainerInTheOnlyThread() {
    PipelineRun.runSingleThreaded(pipeline(new ThreadFn()));
    assertEquals(1, WORKERS.size(), WORKERS.toString());
    assertEquals(Set.of(1), PARALLELISM);
    assertEquals(3, options.getTargetParallelism(), "the next pipeline has its threads again");
  }

  @Test
  void shouldRunOtherPipelinesInAsManyThreadsAsWereAskedFor() {
    PipelineRun.runAndWait(pipeline(new MeetingFn()));
    PipelineRun.runAndWait(pipeline(new ThreadFn()));
    assertEquals(Set.of(3), PARALLELISM);
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

  @Test
  void shouldSayThatATemplateRunsNothing() {
    options.setRunner(TemplateRunner.class);
    InvalidValueException refusal =
        assertThrows(
            InvalidValueException.class, () -> PipelineRun.runAndWait(pipeline(new ThreadFn())));
    assertTrue(refusal.getMessage().contains("has made a template"), refusal.getMessage());
    assertEquals(Set.of(), WORKERS);
  }

  private Pipeline pipeline(DoFn<Integer, Void> fn) {
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Elements", Create.of(1, 2, 3))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Work", ParDo.of(fn));
    return pipeline;
  }

  /** As Dataflow's, told to write a template. */
  public static final class TemplateRunner extends PipelineRunner<PipelineResult> {
    public static TemplateRunner fromOptions(PipelineOptions options) {
      return new TemplateRunner();
    }

    @Override
    public PipelineResult run(Pipeline pipeline) {
      return new Template();
    }
  }

  private static final class Template implements PipelineResult {
    private static UnsupportedOperationException unused() {
      return new UnsupportedOperationException("The result of template creation is not for use.");
    }

    @Override
    public State getState() {
      throw unused();
    }

    @Override
    public State cancel() {
      throw unused();
    }

    @Override
    public State waitUntilFinish(Duration duration) {
      throw unused();
    }

    @Override
    public State waitUntilFinish() {
      throw unused();
    }

    @Override
    public MetricResults metrics() {
      throw unused();
    }
  }

  /** Notes the threads that are at work, and how many the runner may have. */
  private static final class ThreadFn extends DoFn<Integer, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void note(PipelineOptions options) {
      WORKERS.add(Thread.currentThread());
      PARALLELISM.add(options.as(DirectOptions.class).getTargetParallelism());
    }
  }

  /** Waits until it is at work in as many threads as there are elements. */
  private static final class MeetingFn extends DoFn<Integer, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void meet() throws Exception {
      MEETING.await(1, TimeUnit.MINUTES);
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
