package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Reify;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunInferenceTest extends RunInferenceFixture {
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
