package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.Requirements;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Test;

/** Outcomes that are committed on the worker. */
class RunInferenceCommitTest extends RunInferenceFixture {
  @Test
  void shouldCommitEachGroupBeforeTheNextIsRun() {
    List<String> words = new ArrayList<>(numbers(40));
    words.add("one");
    TestPipeline pipeline = pipeline(1);
    PCollectionView<String> unit =
        pipeline.apply("Unit", create(List.of("m2"))).apply(View.asSingleton());
    WithFailures.Result<PCollection<KV<String, Integer>>, InferenceFailure<String>> result =
        pipeline
            .apply(create(words))
            .apply(
                square(new BatchOptions(4, 8, 1, 1))
                    .withOrder(Commits.BY_WORD)
                    .withCommit(
                        Contextful.fn(
                            new Commits(id, unit), Requirements.requiresSideInputs(unit))));
    PAssert.that(result.output()).empty();
    PAssert.that(result.failures()).empty();
    pipeline.run();
    List<Commits.Seen> seen = Commits.of(id);
    assertEquals(6, seen.size(), "groups");
    List<String> committed = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      committed.addAll(seen.get(i).said());
      // All groups wait for the one thread; of each the batches were run, and of none behind it.
      assertEquals(committed.size(), seen.get(i).run() + seen.get(i).failed());
    }
    List<String> expected = new ArrayList<>();
    squares(numbers(40)).forEach(square -> expected.add(square.getKey() + "=" + square.getValue()));
    expected.replaceAll(square -> square + "m2");
    expected.add("one: prepare");
    Collections.sort(committed);
    Collections.sort(expected);
    assertEquals(expected, committed);
  }

  @Test
  void shouldTellOfALoadThatCameAheadOfThePipeline() throws InterruptedException {
    TestPipeline pipeline = pipeline(2);
    PCollectionView<String> unit =
        pipeline.apply("Unit", create(List.of("m2"))).apply(View.asSingleton());
    RunInference<String, Integer> inference =
        square(new BatchOptions(4, 8, 1, 1))
            .withCommit(
                Contextful.fn(new Commits(id, unit), Requirements.requiresSideInputs(unit)));
    PipelineResult result;
    SharedModel.Preload<String, Integer, Integer> preload =
        SharedModel.preload(ToyHandler.of(id)::load);
    preload.shareAs(id);
    try {
      pipeline.apply(create(numbers(20))).apply(inference);
      result = pipeline.run();
    } finally {
      preload.close();
    }
    assertEquals(1, ToyRecord.of(id).loads.get());
    assertEquals(1, ToyRecord.of(id).closesSoon(1));
    assertEquals(1, distribution(result, InferenceMetrics.LOAD_LATENCY).getCount());
  }

  @Test
  void shouldEndTheRunWhenAGroupCannotBeCommitted() {
    TestPipeline pipeline = pipeline(2);
    pipeline
        .apply(create(numbers(20)))
        .apply(
            square(new BatchOptions(4, 8, 1, 1))
                .withCommit(
                    Contextful.fn(
                        (group, context) -> {
                          throw new IOException("no room left");
                        },
                        Requirements.empty())));
    Throwable e = assertThrows(Pipeline.PipelineExecutionException.class, pipeline::run);
    assertEquals("no room left", root(e).getMessage());
  }
}
