package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.DistributionResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricQueryResults;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.transforms.Requirements;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunInferenceTest {
  private String id;
  private ToyRecord seen;

  @BeforeEach
  void nameModel(TestInfo test) {
    id = getClass().getSimpleName() + "." + test.getDisplayName();
    seen = ToyRecord.of(id);
  }

  private static TestPipeline pipeline(int threads) {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setTargetParallelism(threads);
    return TestPipeline.fromOptions(options).enableAbandonedNodeEnforcement(false);
  }

  private RunInference<String, Integer> square(BatchOptions batches) {
    return RunInference.of(ToyHandler.of(id), VarIntCoder.of()).withBatches(batches);
  }

  private static PTransform<PBegin, PCollection<String>> create(List<String> words) {
    return Create.of(words).withCoder(StringUtf8Coder.of());
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(i -> String.format("%03d", i)).toList();
  }

  private static List<KV<String, Integer>> squares(List<String> words) {
    return words.stream()
        .map(word -> KV.of(word, Integer.parseInt(word) * Integer.parseInt(word)))
        .toList();
  }

  private static MetricQueryResults metrics(PipelineResult result) {
    return result
        .metrics()
        .queryMetrics(
            MetricsFilter.builder()
                .addNameFilter(MetricNameFilter.inNamespace("RunInference"))
                .build());
  }

  private static <T> T attempted(Iterable<MetricResult<T>> results, String name) {
    List<T> found = new ArrayList<>();
    for (MetricResult<T> result : results) {
      if (result.getName().getName().equals(name)) {
        found.add(result.getAttempted());
      }
    }
    assertEquals(1, found.size(), name);
    return found.get(0);
  }

  private static long counter(PipelineResult result, String name) {
    return attempted(metrics(result).getCounters(), name);
  }

  private static DistributionResult distribution(PipelineResult result, String name) {
    return attempted(metrics(result).getDistributions(), name);
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  @Test
  void shouldAnswerOrFailEachElementOnce() {
    List<String> good = numbers(100);
    List<String> words = new ArrayList<>(good);
    words.addAll(List.of("one", "two", ToyHandler.GONE, ToyHandler.SILENT, "-1", "404", "7", "7"));
    Collections.shuffle(words, new Random(1));
    TestPipeline pipeline = pipeline(3);
    WithFailures.Result<PCollection<KV<String, Integer>>, InferenceFailure<String>> result =
        pipeline.apply(create(words)).apply(square(new BatchOptions(8, 32, 2, 1)));
    List<KV<String, Integer>> answers = new ArrayList<>(squares(good));
    answers.addAll(squares(List.of("7", "7")));
    PAssert.that(result.output()).containsInAnyOrder(answers);
    PAssert.that(result.failures())
        .containsInAnyOrder(
            List.of(
                new InferenceFailure<>(
                    "one", "prepare", "NumberFormatException", "For input string: \"one\""),
                new InferenceFailure<>(
                    "two", "prepare", "NumberFormatException", "For input string: \"two\""),
                new InferenceFailure<>("gone", "read", "FileNotFoundException", "it is gone"),
                new InferenceFailure<>(
                    "silent", "prepare", "IllegalStateException", "IllegalStateException"),
                new InferenceFailure<>("-1", "infer", "ArithmeticException", "-1 is negative"),
                new InferenceFailure<>(
                    "404",
                    "infer",
                    "IllegalStateException",
                    "the model gave 0 answers for a batch of 1")));
    pipeline.run().waitUntilFinish();
  }

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
  void shouldCutBatchesDownToTheLargestThatTheModelTakes() {
    TestPipeline pipeline = pipeline(1);
    ToyHandler alone = new ToyHandler(id, 2, 0, 0, 1);
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
  void shouldLoadOnceInAJvmAndCloseInTheEnd() throws InterruptedException {
    TestPipeline pipeline = pipeline(4);
    WithFailures.Result<PCollection<KV<String, Integer>>, InferenceFailure<String>> result =
        pipeline
            .apply(create(numbers(64)))
            .apply(
                RunInference.of(new ToyHandler(id, 2, 5, 0), VarIntCoder.of())
                    .withBatches(new BatchOptions(2, 4, 2, 4)));
    PAssert.that(result.output()).containsInAnyOrder(squares(numbers(64)));
    pipeline.run().waitUntilFinish();
    assertTrue(seen.mostRunning() > 1, "only one thread ran the model");
    assertEquals(1, seen.loads.get());
    assertEquals(1, seen.closesSoon(1));
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

  @Test
  void shouldFailThePipelineWhereTheModelDoesNotLoad() {
    TestPipeline pipeline = pipeline(1);
    pipeline
        .apply(create(List.of("1")))
        .apply(RunInference.of(new ToyHandler(id, 2, 0, 1000), VarIntCoder.of()));
    RuntimeException e =
        assertThrows(RuntimeException.class, () -> pipeline.run().waitUntilFinish());
    assertEquals("java.io.IOException: no model " + id, root(e).toString());
    assertEquals(0, seen.closes.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {ToyHandler.FATAL, "666"})
  void shouldFailThePipelineOnAnError(String word) throws InterruptedException {
    TestPipeline pipeline = pipeline(1);
    pipeline.apply(create(List.of(word))).apply(square(BatchOptions.ofSize(2)));
    Throwable e = assertThrows(Throwable.class, () -> pipeline.run().waitUntilFinish());
    assertEquals(LinkageError.class, root(e).getClass());
    assertTrue(root(e).getMessage().startsWith("fatal "), root(e).getMessage());
    assertEquals(seen.loads.get(), seen.closesSoon(seen.loads.get()));
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

  @Test
  void shouldRunTwoModelsSideBySide() throws InterruptedException {
    TestPipeline pipeline = pipeline(2);
    PCollection<String> words = pipeline.apply(create(numbers(30)));
    BatchOptions batches = new BatchOptions(4, 8, 1, 1);
    ToyHandler cube = new ToyHandler(id + ".cube", 3, 0, 0);
    PCollection<KV<String, Integer>> squares = words.apply("Square", square(batches)).output();
    PCollection<KV<String, Integer>> cubes =
        words.apply("Cube", RunInference.of(cube, VarIntCoder.of()).withBatches(batches)).output();
    PAssert.that(squares).containsInAnyOrder(squares(numbers(30)));
    PAssert.that(cubes)
        .containsInAnyOrder(
            squares(numbers(30)).stream()
                .map(kv -> KV.of(kv.getKey(), kv.getValue() * Integer.parseInt(kv.getKey())))
                .toList());
    pipeline.run().waitUntilFinish();
    for (ToyRecord record : List.of(seen, ToyRecord.of(cube.modelId()))) {
      assertEquals(1, record.loads.get());
      assertEquals(1, record.closesSoon(1));
      assertEquals(30, record.batchSizes().stream().mapToInt(i -> i).sum());
    }
  }

  @Test
  void shouldShareAModelBetweenSteps() throws InterruptedException {
    TestPipeline pipeline = pipeline(2);
    PCollection<String> words = pipeline.apply(create(numbers(30)));
    words.apply("One", square(BatchOptions.ofSize(4)));
    words.apply("Two", square(BatchOptions.ofSize(4)));
    pipeline.run().waitUntilFinish();
    assertEquals(60, seen.prepared.size());
    assertEquals(1, seen.loads.get());
    assertEquals(1, seen.closesSoon(1));
  }

  @Test
  void shouldKeepWindows() {
    TestPipeline pipeline = pipeline(1);
    List<TimestampedValue<String>> stamped = new ArrayList<>();
    for (String word : numbers(6)) {
      stamped.add(TimestampedValue.of(word, Instant.ofEpochMilli(Integer.parseInt(word) * 10L)));
    }
    stamped.add(TimestampedValue.of("x", Instant.ofEpochMilli(35)));
    WithFailures.Result<PCollection<KV<String, Integer>>, InferenceFailure<String>> result =
        pipeline
            .apply(Create.timestamped(stamped))
            .apply(Window.into(FixedWindows.of(Duration.millis(30))))
            .apply(square(new BatchOptions(4, 8, 1, 1)));
    IntervalWindow first = new IntervalWindow(Instant.ofEpochMilli(0), Instant.ofEpochMilli(30));
    IntervalWindow second = new IntervalWindow(Instant.ofEpochMilli(30), Instant.ofEpochMilli(60));
    PAssert.that(result.output())
        .inWindow(first)
        .containsInAnyOrder(squares(numbers(6).subList(0, 3)));
    PAssert.that(result.output())
        .inWindow(second)
        .containsInAnyOrder(squares(numbers(6).subList(3, 6)));
    PAssert.that(result.failures()).inWindow(first).empty();
    PAssert.that(result.failures())
        .inWindow(second)
        .containsInAnyOrder(
            List.of(
                new InferenceFailure<>(
                    "x", "prepare", "NumberFormatException", "For input string: \"x\"")));
    PAssert.that(result.output().apply(Reify.timestamps()))
        .satisfies(
            outputs -> {
              for (TimestampedValue<KV<String, Integer>> output : outputs) {
                int window = Integer.parseInt(output.getValue().getKey()) / 3;
                assertEquals(30 * window + 29, output.getTimestamp().getMillis());
              }
              return null;
            });
    pipeline.run().waitUntilFinish();
    for (List<Integer> batch : seen.batches) {
      assertEquals(1, batch.stream().map(number -> number / 3).distinct().count());
    }
  }

  @Test
  void shouldAnswerNothingForNothing() {
    TestPipeline pipeline = pipeline(1);
    WithFailures.Result<PCollection<KV<String, Integer>>, InferenceFailure<String>> result =
        pipeline.apply(create(List.of())).apply(square(BatchOptions.ofSize(2)));
    PAssert.that(result.output()).empty();
    PAssert.that(result.failures()).empty();
    pipeline.run().waitUntilFinish();
    assertEquals(List.of(), seen.batches);
  }

  @Test
  void shouldGiveAResultThatPipelinesCanUse() {
    TestPipeline pipeline = pipeline(1);
    WithFailures.Result<PCollection<KV<String, Integer>>, InferenceFailure<String>> result =
        pipeline.apply(create(List.of("1"))).apply("Toy", square(BatchOptions.ofSize(2)));
    assertEquals(pipeline, result.getPipeline());
    Set<PValue> values = new HashSet<>();
    Set<TupleTag<?>> tags = new HashSet<>();
    result
        .expand()
        .forEach(
            (tag, value) -> {
              tags.add(tag);
              values.add(value);
            });
    assertEquals(Set.of(result.output(), result.failures()), values);
    assertEquals(2, tags.size());
    assertEquals("KvCoder(StringUtf8Coder,VarIntCoder)", result.output().getCoder().toString());
    assertEquals(InferenceFailureCoder.of(StringUtf8Coder.of()), result.failures().getCoder());
    Set<String> steps = new HashSet<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
            steps.add(node.getFullName());
            return CompositeBehavior.ENTER_TRANSFORM;
          }

          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            steps.add(node.getFullName());
          }
        });
    for (String step : List.of("AssignGroups", "GroupElements", "Infer")) {
      assertTrue(steps.contains("Toy/" + step), step + " is not in " + steps);
    }
  }

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

  @Test
  void shouldDisplayTheModelAndItsBatches() {
    DisplayData shown = DisplayData.from(square(new BatchOptions(4, 8, 1, 1)));
    assertEquals(
        Map.of("modelId", id, "batchSize", 4L, "groupSize", 8L, "committed", false),
        shown.items().stream()
            .collect(Collectors.toMap(DisplayData.Item::getKey, DisplayData.Item::getValue)));
  }

  @Test
  void shouldRefuseNulls() {
    ToyHandler handler = ToyHandler.of(id);
    RunInference<String, Integer> inference = RunInference.of(handler, VarIntCoder.of());
    assertNull("handler", () -> RunInference.of(null, VarIntCoder.of()));
    assertNull("outputCoder", () -> RunInference.of(handler, null));
    assertNull("options", () -> inference.withBatches(null));
    assertNull("comparator", () -> inference.withOrder(null));
    assertNull("function", () -> inference.withCommit(null));
  }

  private static void assertNull(String name, Executable call) {
    assertEquals(name + " is null", assertThrows(NullPointerException.class, call).getMessage());
  }
}
