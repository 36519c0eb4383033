package org.imagebeam.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * Fills and runs the batches of one group. Inputs are prepared on the shared model's threads while
 * earlier batches run; an input that can't be prepared leaves its place in the batch to the next.
 *
 * <p>For one thread.
 */
final class Batcher<InputT, PreparedT, OutputT> {
  private final SharedModel<InputT, PreparedT, OutputT> shared;
  private final int batchSize;
  private final int lookahead;
  private final Output<InputT, OutputT> output;
  private final Deque<Waiting<InputT, PreparedT>> waiting = new ArrayDeque<>();
  private final List<Ready<InputT, PreparedT>> ready = new ArrayList<>();

  Batcher(
      SharedModel<InputT, PreparedT, OutputT> shared,
      int batchSize,
      Output<InputT, OutputT> output) {
    this.shared = shared;
    this.batchSize = batchSize;
    // One batch in the model and one being prepared: more would only hold more memory.
    this.lookahead = 2 * batchSize;
    this.output = output;
  }

  /** Where answers and failures go. */
  interface Output<InputT, OutputT> {
    void inference(InputT input, OutputT output);

    void failure(InferenceFailure<InputT> failure);
  }

  private record Waiting<InputT, PreparedT>(InputT input, Future<PreparedT> prepared) {}

  private record Ready<InputT, PreparedT>(InputT input, PreparedT prepared) {}

  /** Takes an input, and runs a batch if enough are waiting. */
  void add(InputT input) throws InterruptedException {
    waiting.add(
        new Waiting<>(input, shared.preparers().submit(() -> shared.model().prepare(input))));
    while (waiting.size() + ready.size() >= lookahead) {
      takeNext();
    }
  }

  /** Runs all that is left. */
  void finish() throws InterruptedException {
    while (!waiting.isEmpty()) {
      takeNext();
    }
    if (!ready.isEmpty()) {
      runReady();
    }
  }

  private void takeNext() throws InterruptedException {
    Waiting<InputT, PreparedT> next = waiting.remove();
    try {
      ready.add(new Ready<>(next.input(), next.prepared().get()));
    } catch (ExecutionException e) {
      fail(next.input(), InferenceFailure.PREPARE, exceptionOf(e));
    }
    if (ready.size() == batchSize) {
      runReady();
    }
  }

  private void runReady() throws InterruptedException {
    List<Ready<InputT, PreparedT>> batch = List.copyOf(ready);
    ready.clear();
    List<OutputT> answers;
    try {
      answers = answer(batch);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      InferenceMetrics.batchFailed();
      if (batch.size() == 1) {
        fail(batch.get(0).input(), InferenceFailure.INFER, e);
      } else {
        runEachAlone(batch);
      }
      return;
    }
    emit(batch, answers);
  }

  private void runEachAlone(List<Ready<InputT, PreparedT>> batch) throws InterruptedException {
    for (Ready<InputT, PreparedT> single : batch) {
      List<OutputT> answers;
      try {
        answers = answer(List.of(single));
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        fail(single.input(), InferenceFailure.INFER, e);
        continue;
      }
      emit(List.of(single), answers);
    }
  }

  private List<OutputT> answer(List<Ready<InputT, PreparedT>> batch) throws Exception {
    InferenceMetrics.batchStarted(batch.size());
    List<PreparedT> prepared = batch.stream().map(Ready::prepared).toList();
    List<OutputT> answers;
    long nanos;
    shared.inFlight().acquire();
    try {
      long start = System.nanoTime();
      answers = shared.model().run(prepared);
      nanos = System.nanoTime() - start;
    } finally {
      shared.inFlight().release();
    }
    if (answers.size() != batch.size()) {
      throw new IllegalStateException(
          "the model gave " + answers.size() + " answers for a batch of " + batch.size());
    }
    InferenceMetrics.batchAnswered(batch.size(), nanos);
    return answers;
  }

  /** Apart from {@link #answer}, because what the next steps throw is not the model's failure. */
  private void emit(List<Ready<InputT, PreparedT>> batch, List<OutputT> answers) {
    for (int i = 0; i < batch.size(); i++) {
      output.inference(batch.get(i).input(), answers.get(i));
    }
  }

  private void fail(InputT input, String stage, Exception exception) {
    output.failure(InferenceFailure.of(input, stage, exception));
  }

  /** Errors are not the input's fault, and end the bundle. */
  private static Exception exceptionOf(ExecutionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return (Exception) e.getCause();
  }
}
