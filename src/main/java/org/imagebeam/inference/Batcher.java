package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Fills and runs the batches of one group. Inputs are prepared, and batches run, on the shared
 * model's threads, several at once; an input that can't be prepared leaves its place in the batch
 * to the next. Outcomes come out in the order of the inputs.
 *
 * <p>For one thread, that of the bundle: only there are outputs taken and metrics counted.
 */
final class Batcher<InputT, ModelInputT, PreparedT, AnswerT, OutputT> {
  private final SharedModel<ModelInputT, PreparedT, AnswerT> shared;
  private final Processing<InputT, ModelInputT, PreparedT, AnswerT, OutputT> processing;
  private final int batchSize;
  private final int lookahead;
  private final Output<InputT, OutputT> output;
  private final Deque<Waiting<InputT, PreparedT>> waiting = new ArrayDeque<>();
  private final List<Ready<InputT, PreparedT>> ready = new ArrayList<>();
  private final Deque<Running<InputT, AnswerT>> running = new ArrayDeque<>();

  Batcher(
      SharedModel<ModelInputT, PreparedT, AnswerT> shared,
      Processing<InputT, ModelInputT, PreparedT, AnswerT, OutputT> processing,
      int batchSize,
      Output<InputT, OutputT> output) {
    this.shared = shared;
    this.processing = processing;
    this.batchSize = batchSize;
    // The next batch, and work for every preparer: more would only hold more memory.
    this.lookahead = batchSize + Math.max(batchSize, shared.preparerCount());
    this.output = output;
  }

  /** Where answers and failures go. */
  interface Output<InputT, OutputT> {
    void inference(InputT input, OutputT output);

    void failure(InferenceFailure<InputT> failure);
  }

  private record Waiting<InputT, PreparedT>(InputT input, Future<PreparedT> prepared) {}

  private record Ready<InputT, PreparedT>(InputT input, PreparedT prepared) {}

  private record Running<InputT, AnswerT>(
      List<InputT> inputs, Future<List<Attempt<AnswerT>>> attempts) {}

  /**
   * What the model made of the inputs from {@code first} on.
   *
   * @param answers one for each input, none if it failed
   * @param failure what the model threw, or null
   */
  private record Attempt<AnswerT>(
      int first, int size, List<AnswerT> answers, @Nullable Exception failure, long nanos) {}

  /** Takes an input, and starts a batch if enough are waiting. */
  void add(InputT input) throws InterruptedException {
    waiting.add(
        new Waiting<>(
            input, shared.preparers().submit(() -> processing.prepare(shared.model(), input))));
    while (waiting.size() + ready.size() >= lookahead) {
      takeNext();
    }
  }

  /** Runs all that is left, and waits for it. */
  void finish() throws InterruptedException {
    while (!waiting.isEmpty()) {
      takeNext();
    }
    if (!ready.isEmpty()) {
      start();
    }
    while (!running.isEmpty()) {
      report(running.remove());
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
      start();
    }
  }

  private void start() throws InterruptedException {
    List<InputT> inputs = ready.stream().map(Ready::input).toList();
    List<PreparedT> prepared = ready.stream().map(Ready::prepared).toList();
    ready.clear();
    running.add(new Running<>(inputs, shared.run(new BatchRun<>(shared.model(), prepared))));
    while (!running.isEmpty() && running.peek().attempts().isDone()) {
      report(running.remove());
    }
  }

  private void report(Running<InputT, AnswerT> batch) throws InterruptedException {
    List<Attempt<AnswerT>> attempts;
    try {
      attempts = batch.attempts().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a batch was given up", exceptionOf(e));
    }
    for (int i = 0; i < attempts.size(); i++) {
      boolean triedAgain = i == 0 && attempts.size() > 1;
      report(batch.inputs(), attempts.get(i), i == 0, triedAgain);
    }
  }

  private void report(
      List<InputT> inputs, Attempt<AnswerT> attempt, boolean whole, boolean triedAgain) {
    InferenceMetrics.batchStarted(attempt.size());
    Exception failure = attempt.failure();
    if (failure == null) {
      InferenceMetrics.batchAnswered(attempt.size(), attempt.nanos());
      for (int i = 0; i < attempt.size(); i++) {
        answer(inputs.get(attempt.first() + i), attempt.answers().get(i));
      }
      return;
    }
    if (whole) {
      InferenceMetrics.batchFailed();
    }
    if (!triedAgain) {
      fail(inputs.get(attempt.first()), InferenceFailure.INFER, failure);
    }
  }

  private void answer(InputT input, AnswerT answer) {
    OutputT processed;
    try {
      processed = processing.after().apply(answer);
    } catch (Exception e) {
      fail(input, InferenceFailure.POSTPROCESS, e);
      return;
    }
    output.inference(input, processed);
  }

  private void fail(InputT input, String stage, Exception exception) {
    output.failure(InferenceFailure.of(input, stage, exception));
  }

  /** Errors are not the input's fault, and end the bundle. */
  private static Exception exceptionOf(ExecutionException e) {
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    return (Exception) requireNonNull(e.getCause());
  }

  /**
   * One batch on its way through a model, and, if it fails there, each of its inputs by itself.
   * Runs on a thread without a bundle, so what it has to count is told with the outcome.
   */
  private static final class BatchRun<PreparedT, OutputT>
      implements Callable<List<Attempt<OutputT>>> {
    private final LoadedModel<?, PreparedT, OutputT> model;
    private final List<PreparedT> batch;

    BatchRun(LoadedModel<?, PreparedT, OutputT> model, List<PreparedT> batch) {
      this.model = model;
      this.batch = batch;
    }

    /** The attempt at the whole batch, and, if that failed, one for each of its inputs. */
    @Override
    public List<Attempt<OutputT>> call() throws InterruptedException {
      List<Attempt<OutputT>> attempts = new ArrayList<>();
      Attempt<OutputT> whole = attempt(0, batch);
      attempts.add(whole);
      if (whole.failure() != null && batch.size() > 1) {
        for (int i = 0; i < batch.size(); i++) {
          attempts.add(attempt(i, batch.subList(i, i + 1)));
        }
      }
      return attempts;
    }

    private Attempt<OutputT> attempt(int first, List<PreparedT> inputs)
        throws InterruptedException {
      long start = System.nanoTime();
      try {
        List<OutputT> answers = model.run(inputs);
        long nanos = System.nanoTime() - start;
        if (answers.size() != inputs.size()) {
          throw new IllegalStateException(
              "the model gave " + answers.size() + " answers for a batch of " + inputs.size());
        }
        return new Attempt<>(first, inputs.size(), List.copyOf(answers), null, nanos);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        return new Attempt<>(first, inputs.size(), List.of(), e, System.nanoTime() - start);
      }
    }
  }
}
