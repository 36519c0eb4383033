package org.imagebeam.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class BatcherTest {
  private static final int BATCH_SIZE = 4;

  private final List<String> answers = new ArrayList<>();
  private final List<InferenceFailure<String>> failures = new ArrayList<>();
  private ToyRecord seen;
  private ToyHandler handler;
  private SharedModel<String, Integer, Integer> shared;

  @BeforeEach
  void acquire(TestInfo test) throws Exception {
    String id = getClass().getSimpleName() + "." + test.getDisplayName();
    seen = ToyRecord.of(id);
    handler = ToyHandler.of(id);
    shared = SharedModel.acquire(handler, new BatchOptions(BATCH_SIZE, 8, 2, 1));
  }

  @AfterEach
  void release() {
    shared.release();
    Thread.interrupted();
  }

  private final class Collected implements Batcher.Output<String, Integer> {
    @Override
    public void inference(String input, Integer output) {
      answers.add(input + "=" + output);
    }

    @Override
    public void failure(InferenceFailure<String> failure) {
      failures.add(failure);
    }
  }

  private void run(List<String> words) throws InterruptedException {
    run(words, new Collected());
  }

  private void run(List<String> words, Batcher.Output<String, Integer> output)
      throws InterruptedException {
    Batcher<String, String, Integer, Integer, Integer> batcher =
        new Batcher<>(shared, Processing.of(handler), BATCH_SIZE, output);
    for (String word : words) {
      batcher.add(word);
    }
    batcher.finish();
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  private static List<String> squares(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> i + "=" + i * i).toList();
  }

  private static InferenceFailure<String> negative(int number) {
    return new InferenceFailure<>(
        Integer.toString(number), "infer", "ArithmeticException", number + " is negative");
  }

  @Test
  void shouldFillBatchesInOrder() throws InterruptedException {
    run(numbers(0, 10));
    assertEquals(List.of(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9)), seen.batches);
    assertEquals(squares(0, 10), answers);
    assertEquals(List.of(), failures);
  }

  @Test
  void shouldRunNothingForNothing() throws InterruptedException {
    run(List.of());
    assertEquals(List.of(), seen.batches);
  }

  @Test
  void shouldRunNoMoreThanTheWholeBatches() throws InterruptedException {
    run(numbers(0, 8));
    assertEquals(List.of(4, 4), seen.batchSizes());
  }

  @Test
  void shouldPrepareAheadOfTheModelButNotWithoutEnd() throws InterruptedException {
    Batcher<String, String, Integer, Integer, Integer> batcher =
        new Batcher<>(shared, Processing.of(handler), BATCH_SIZE, new Collected());
    for (String word : numbers(0, 7)) {
      batcher.add(word);
    }
    assertEquals(List.of(), seen.batches);
    batcher.add("7");
    shared.inFlight().acquire();
    shared.inFlight().release();
    assertEquals(List.of(List.of(0, 1, 2, 3)), seen.batches);
    for (String word : numbers(8, 100)) {
      batcher.add(word);
      int asked = Integer.parseInt(word) + 1;
      // Two batches that are prepared, one in the model, and one whose answers wait.
      assertTrue(asked - answers.size() < 4 * BATCH_SIZE, word);
    }
    batcher.finish();
    assertEquals(squares(0, 100), answers);
  }

  @Test
  void shouldGiveThePlaceOfAnUnpreparedInputToTheNext() throws InterruptedException {
    List<String> words = new ArrayList<>(numbers(0, 12));
    words.add(1, "one");
    words.add(6, ToyHandler.GONE);
    words.add(ToyHandler.SILENT);
    run(words);
    assertEquals(List.of(4, 4, 4), seen.batchSizes());
    assertEquals(squares(0, 12), answers);
    assertEquals(
        List.of(
            new InferenceFailure<>(
                "one", "prepare", "NumberFormatException", "For input string: \"one\""),
            new InferenceFailure<>("gone", "read", "FileNotFoundException", "it is gone"),
            new InferenceFailure<>(
                "silent", "prepare", "IllegalStateException", "IllegalStateException")),
        failures);
  }

  @Test
  void shouldRunTheInputsOfAFailedBatchAloneAndNoOthers() throws InterruptedException {
    run(
        Stream.of(numbers(0, 5), List.of("-1", "-2"), numbers(5, 10))
            .flatMap(List::stream)
            .toList());
    assertEquals(
        List.of(
            List.of(0, 1, 2, 3),
            List.of(4, -1, -2, 5),
            List.of(4),
            List.of(-1),
            List.of(-2),
            List.of(5),
            List.of(6, 7, 8, 9)),
        seen.batches);
    assertEquals(squares(0, 10), answers);
    assertEquals(List.of(negative(-1), negative(-2)), failures);
  }

  @Test
  void shouldNotRunAFailedBatchOfOneAgain() throws InterruptedException {
    run(List.of("-7"));
    assertEquals(List.of(List.of(-7)), seen.batches);
    assertEquals(List.of(negative(-7)), failures);
  }

  @Test
  void shouldNotTrustAWrongNumberOfAnswers() throws InterruptedException {
    run(List.of("1", "404", "2", "3", "405"));
    assertEquals(List.of("1=1", "2=4", "3=9"), answers);
    assertEquals(
        List.of(
            new InferenceFailure<>(
                "404",
                "infer",
                "IllegalStateException",
                "the model gave 0 answers for a batch of 1"),
            new InferenceFailure<>(
                "405",
                "infer",
                "IllegalStateException",
                "the model gave 2 answers for a batch of 1")),
        failures);
  }

  @Test
  void shouldNotAnswerTwiceWhereTheOutputFails() {
    List<String> emitted = new ArrayList<>();
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () ->
                run(
                    numbers(0, 4),
                    new Batcher.Output<>() {
                      @Override
                      public void inference(String input, Integer output) {
                        emitted.add(input);
                        if (emitted.size() == 2) {
                          throw new IllegalStateException("the next step failed");
                        }
                      }

                      @Override
                      public void failure(InferenceFailure<String> failure) {
                        failures.add(failure);
                      }
                    }));
    assertEquals("the next step failed", e.getMessage());
    assertEquals(List.of("0", "1"), emitted);
    assertEquals(List.of(), failures);
    assertEquals(List.of(4), seen.batchSizes());
  }

  @Test
  void shouldNotSwallowErrors() {
    LinkageError prepare =
        assertThrows(LinkageError.class, () -> run(List.of("1", ToyHandler.FATAL)));
    assertEquals("fatal word", prepare.getMessage());
    LinkageError run = assertThrows(LinkageError.class, () -> run(List.of("1", "666")));
    assertEquals("fatal number", run.getMessage());
    assertEquals(List.of(), failures);
    assertEquals(1, shared.inFlight().availablePermits());
  }

  @Test
  void shouldStopWhenInterrupted() throws InterruptedException {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> run(numbers(0, 4)));
    assertEquals(List.of(), failures);
    shared.inFlight().acquire();
    Batcher<String, String, Integer, Integer, Integer> batcher =
        new Batcher<>(shared, Processing.of(handler), BATCH_SIZE, new Collected());
    batcher.add("1");
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, batcher::finish);
    assertEquals(List.of(), failures);
  }
}
