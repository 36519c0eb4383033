package org.imagebeam.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way through a model, and, if it fails there, each of its inputs by itself. Runs
 * on a thread without a bundle, so what it has to count is told with the outcome.
 */
final class BatchRun<PreparedT, OutputT> implements Callable<List<BatchRun.Attempt<OutputT>>> {
  private final LoadedModel<?, PreparedT, OutputT> model;
  private final List<PreparedT> batch;

  BatchRun(LoadedModel<?, PreparedT, OutputT> model, List<PreparedT> batch) {
    this.model = model;
    this.batch = batch;
  }

  /**
   * What the model made of the inputs from {@code first} on.
   *
   * @param answers one for each input, none if it failed
   * @param failure what the model threw, or null
   */
  record Attempt<OutputT>(
      int first, int size, List<OutputT> answers, @Nullable Exception failure, long nanos) {}

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

  private Attempt<OutputT> attempt(int first, List<PreparedT> inputs) throws InterruptedException {
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
