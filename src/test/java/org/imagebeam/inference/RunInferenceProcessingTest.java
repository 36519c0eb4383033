package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Functions in front of a model and behind it. */
class RunInferenceProcessingTest {
  private static final Set<KV<Integer, String>> COMMITTED = ConcurrentHashMap.newKeySet();
  private static final Queue<Boolean> OUTCOMES = new ConcurrentLinkedQueue<>();

  private String id;

  @BeforeEach
  void nameModel(TestInfo test) {
    id = getClass().getSimpleName() + "." + test.getDisplayName();
  }

  private RunInference<String, Integer> square() {
    return RunInference.of(ToyHandler.of(id), VarIntCoder.of()).withBatches(BatchOptions.ofSize(4));
  }

  @Test
  void shouldRunTheFunctionAddedLastFirstInFrontAndLastBehind() {
    RunInference<Integer, String> chain =
        square()
            .withPreprocessing((String word) -> word + "0")
            .withPreprocessing((Integer number) -> Integer.toString(number + 1))
            .withPostprocessing(answer -> answer + 5, VarIntCoder.of())
            .withPostprocessing(answer -> "<" + answer + ">", StringUtf8Coder.of());
    TestPipeline pipeline = pipeline();
    WithFailures.Result<PCollection<KV<Integer, String>>, InferenceFailure<Integer>> result =
        pipeline.apply(Create.of(1, 2, 3)).apply(chain);
    PAssert.that(result.output())
        .containsInAnyOrder(List.of(KV.of(1, "<405>"), KV.of(2, "<905>"), KV.of(3, "<1605>")));
    PAssert.that(result.failures()).empty();
    pipeline.run().waitUntilFinish();
    assertEquals(1, ToyRecord.of(id).loads.get(), "the model is shared by what is around it");
  }

  @Test
  void shouldTellOfEachOutcome() {
    RunInference<String, Integer> chain =
        square()
            .withPreprocessing(RunInferenceProcessingTest::withoutFirst)
            .withWatch(answered -> OUTCOMES.add(answered))
            .withPostprocessing(answer -> answer + 1, VarIntCoder.of());
    TestPipeline pipeline = pipeline();
    pipeline.apply(Create.of("x1", "x2", "", "x3", "x4", "x5", "xword")).apply(chain);
    pipeline.run().waitUntilFinish();
    assertEquals(7, OUTCOMES.size());
    assertEquals(2, Collections.frequency(OUTCOMES, false));
  }

  private static String withoutFirst(String word) {
    if (word.isEmpty()) {
      throw new IllegalStateException("the word is empty");
    }
    return word.substring(1);
  }

  @Test
  void shouldFailTheElementAloneWhereAFunctionThrows() {
    RunInference<String, Integer> chain =
        square()
            .withPreprocessing(RunInferenceProcessingTest::withoutFirst)
            .withPostprocessing(answer -> 100 / (answer - 25), VarIntCoder.of());
    TestPipeline pipeline = pipeline();
    WithFailures.Result<PCollection<KV<String, Integer>>, InferenceFailure<String>> result =
        pipeline
            .apply(Create.of("n6", "n5", "", "nx", "n-1", "n0").withCoder(StringUtf8Coder.of()))
            .apply(chain);
    PAssert.that(result.output()).containsInAnyOrder(List.of(KV.of("n6", 9), KV.of("n0", -4)));
    PAssert.that(result.failures())
        .containsInAnyOrder(
            List.of(
                new InferenceFailure<>("n5", "postprocess", "ArithmeticException", "/ by zero"),
                new InferenceFailure<>(
                    "", "preprocess", "IllegalStateException", "the word is empty"),
                new InferenceFailure<>(
                    "nx", "prepare", "NumberFormatException", "For input string: \"x\""),
                new InferenceFailure<>("n-1", "infer", "ArithmeticException", "-1 is negative")));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void shouldFailElementsOfWhichAFunctionMakesNothing() {
    TestPipeline pipeline = pipeline();
    PCollection<String> words = pipeline.apply(Create.of("3"));
    PAssert.thatSingleton(
            words.apply("Before", square().withPreprocessing((String word) -> null)).failures())
        .isEqualTo(
            new InferenceFailure<>(
                "3", "preprocess", "NullPointerException", "the function gave null"));
    PAssert.thatSingleton(
            words
                .apply("Behind", square().withPostprocessing(word -> null, VarIntCoder.of()))
                .failures())
        .isEqualTo(
            new InferenceFailure<>(
                "3", "postprocess", "NullPointerException", "the function gave null"));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void shouldCommitWhatComesOut() {
    RunInference<Integer, String> chain =
        square()
            .withPreprocessing((Integer number) -> Integer.toString(number))
            .withPostprocessing(answer -> "is " + answer, StringUtf8Coder.of())
            .withOrder(Integer::compare)
            .withCommit(Contextful.fn(RunInferenceProcessingTest::commit));
    TestPipeline pipeline = pipeline();
    pipeline.apply(Create.of(3, 2)).apply(chain);
    pipeline.run().waitUntilFinish();
    assertEquals(Set.of(KV.of(2, "is 4"), KV.of(3, "is 9")), COMMITTED);
  }

  private static Void commit(GroupOutcomes<Integer, String> group) {
    COMMITTED.addAll(group.inferences());
    return null;
  }

  @Test
  void shouldRefuseWhatWasSetForOtherElements() {
    assertThrows(
        IllegalStateException.class,
        () -> square().withOrder(String::compareTo).withPreprocessing((String word) -> word));
    assertThrows(
        IllegalStateException.class,
        () ->
            square()
                .withCommit(Contextful.fn(group -> null))
                .withPostprocessing(answer -> answer, VarIntCoder.of()));
  }

  private static TestPipeline pipeline() {
    return TestPipeline.create().enableAbandonedNodeEnforcement(false);
  }
}
