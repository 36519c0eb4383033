package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which batches are made, and how they are metered. */
class RunInferenceBatchesTest extends RunInferenceFixture {
  @Test
  void shouldFillBatchesInsideABundle() {
    TestPipeline pipeline = pipeline(1);
    pipeline.apply(create(numbers(50))).apply(square(new BatchOptions(8, 64, 2, 1)));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertEquals(List.of(2, 8, 8, 8, 8, 8, 8), seen.batchSizes().stream().sorted().toList());
    assertEquals(
        DistributionResult.create(50, 7, 2, 8),
        distribution(result, "inference_request_batch_size"));
  }

  @Test
  void shouldFillBatchesAcrossBundlesOfOneElement() {
    int threads = 2;
    int count = 120;
    TestPipeline pipeline = pipeline(threads);
    pipeline
        .apply(create(numbers(count)))
        .apply("BundlesOfOne", Reshuffle.viaRandomKey())
        .apply(square(new BatchOptions(8, 24, 2, 1)));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    DistributionResult sizes = distribution(result, "inference_request_batch_size");
    assertEquals(count, sizes.getSum());
    assertEquals(8, sizes.getMax());
    int full = count / 8;
    // Each thread's last group may be short.
    assertTrue(sizes.getCount() <= full + threads, "batches: " + sizes);
    assertEquals(sizes.getCount(), seen.batches.size());
  }

  @Test
  void shouldBatchFourUnlessTold() {
    TestPipeline pipeline = pipeline(1);
    pipeline.apply(create(numbers(17))).apply(RunInference.of(ToyHandler.of(id), VarIntCoder.of()));
    pipeline.run().waitUntilFinish();
    assertEquals(List.of(1, 4, 4, 4, 4), seen.batchSizes().stream().sorted().toList());
  }

  @Test
  void shouldBatchAsManyAsTheModelWantsUnlessTold() {
    ToyHandler wide = new ToyHandler(id, 2, 0, 0, 7, Integer.MAX_VALUE);
    TestPipeline pipeline = pipeline(1);
    pipeline.apply(create(numbers(17))).apply(RunInference.of(wide, VarIntCoder.of()));
    pipeline.run().waitUntilFinish();
    assertEquals(List.of(3, 7, 7), seen.batchSizes().stream().sorted().toList());
  }

  @Test
  void shouldCutBatchesDownToTheLargestThatTheModelTakes() {
    TestPipeline pipeline = pipeline(1);
    ToyHandler alone = new ToyHandler(id, 2, 0, 0, 4, 1);
    PAssert.that(
            pipeline
                .apply(create(numbers(9)))
                .apply(RunInference.of(alone, VarIntCoder.of()))
                .output())
        .containsInAnyOrder(squares(numbers(9)));
    pipeline.run().waitUntilFinish();
    assertEquals(Collections.nCopies(9, 1), seen.batchSizes());
  }

  @Test
  void shouldRunAFailedBatchAloneAndNoOthers() {
    List<String> words = new ArrayList<>(numbers(11));
    words.add("-05");
    TestPipeline pipeline = pipeline(1);
    WithFailures.Result<PCollection<KV<String, Integer>>, InferenceFailure<String>> outcome =
        pipeline
            .apply(create(words))
            .apply(square(new BatchOptions(4, 12, 2, 1)).withOrder(String::compareTo));
    PAssert.that(outcome.output()).containsInAnyOrder(squares(numbers(11)));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertEquals(
        List.of(
            List.of(-5, 0, 1, 2),
            List.of(-5),
            List.of(0),
            List.of(1),
            List.of(2),
            List.of(3, 4, 5, 6),
            List.of(7, 8, 9, 10)),
        seen.batches);
    assertEquals(12, seen.prepared.size());
    assertEquals(1, counter(result, "failed_batches_counter"));
    assertEquals(11, counter(result, "num_inferences"));
    assertEquals(
        DistributionResult.create(16, 7, 1, 4),
        distribution(result, "inference_request_batch_size"));
    assertEquals(5, distribution(result, "inference_batch_latency_micro_secs").getCount());
  }

  @Test
  void shouldMeterUnderTheNamesOfBeam() {
    TestPipeline pipeline = pipeline(1);
    pipeline
        .apply(create(numbers(10)))
        .apply(
            RunInference.of(new ToyHandler(id, 2, 20, 0), VarIntCoder.of())
                .withBatches(new BatchOptions(5, 10, 1, 1)));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertEquals(10, counter(result, "num_inferences"));
    assertEquals(
        DistributionResult.create(ToyHandler.BYTES, 1, ToyHandler.BYTES, ToyHandler.BYTES),
        distribution(result, "model_byte_size"));
    assertEquals(1, distribution(result, "load_model_latency_milli_secs").getCount());
    DistributionResult latency = distribution(result, "inference_batch_latency_micro_secs");
    assertEquals(2, latency.getCount());
    assertTrue(latency.getMin() >= 20_000 && latency.getMax() < 20_000_000, "latency: " + latency);
    Set<String> names = new HashSet<>();
    metrics(result).getCounters().forEach(metric -> names.add(metric.getName().getName()));
    metrics(result).getDistributions().forEach(metric -> names.add(metric.getName().getName()));
    assertEquals(
        Set.of(
            "num_inferences",
            "inference_request_batch_size",
            "inference_batch_latency_micro_secs",
            "load_model_latency_milli_secs",
            "model_byte_size"),
        names);
  }

  @Test
  void shouldMeterInputsThatFailByThemselves() {
    TestPipeline pipeline = pipeline(1);
    pipeline.apply(create(List.of("-1", "x", "3"))).apply(square(new BatchOptions(1, 8, 1, 1)));
    PipelineResult result = pipeline.run();
    result.waitUntilFinish();
    assertEquals(1, counter(result, "num_inferences"));
    assertEquals(1, counter(result, "failed_batches_counter"));
    assertEquals(
        DistributionResult.create(2, 2, 1, 1),
        distribution(result, "inference_request_batch_size"));
  }

  @Test
  void shouldMakeTheSameBatchesWhateverTheOrderOfTheInput() {
    List<List<List<Integer>>> batches = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      List<String> words = new ArrayList<>(numbers(20));
      Collections.shuffle(words, new Random(seed));
      ToyHandler handler = ToyHandler.of(id + seed);
      TestPipeline pipeline = pipeline(1);
      pipeline
          .apply(create(words))
          .apply(
              RunInference.of(handler, VarIntCoder.of())
                  .withOrder(String::compareTo)
                  .withBatches(new BatchOptions(8, 24, 2, 1)));
      pipeline.run().waitUntilFinish();
      batches.add(List.copyOf(ToyRecord.of(handler.modelId()).batches));
    }
    List<Integer> sorted = IntStream.range(0, 20).boxed().toList();
    List<List<Integer>> expected =
        List.of(sorted.subList(0, 8), sorted.subList(8, 16), sorted.subList(16, 20));
    assertEquals(List.of(expected, expected, expected), batches);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldHonourBatchesInFlight(int inFlight) {
    TestPipeline pipeline = pipeline(4);
    pipeline
        .apply(create(numbers(48)))
        .apply(
            RunInference.of(new ToyHandler(id, 2, 20, 0), VarIntCoder.of())
                .withBatches(new BatchOptions(2, 4, 2, inFlight)));
    pipeline.run().waitUntilFinish();
    assertEquals(48, seen.batchSizes().stream().mapToInt(i -> i).sum());
    assertEquals(inFlight, seen.mostRunning());
  }
}
