package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.apache.beam.sdk.transforms.ProcessFunction;
import org.jspecify.annotations.Nullable;

/**
 * A model with functions in front of it and behind it. Immutable.
 *
 * @param handler of the model
 * @param before makes of an element what the model's handler prepares
 * @param after makes of the model's answer what comes out
 * @param watch is told of each outcome
 */
record Processing<InputT, ModelInputT, PreparedT, AnswerT, OutputT>(
    ModelHandler<ModelInputT, PreparedT, AnswerT> handler,
    ProcessFunction<InputT, ModelInputT> before,
    ProcessFunction<AnswerT, OutputT> after,
    OutcomeWatch watch)
    implements Serializable {
  Processing {
    requireNonNull(handler, "handler is null");
    requireNonNull(before, "before is null");
    requireNonNull(after, "after is null");
    requireNonNull(watch, "watch is null");
  }

  /** Returns a model without functions. */
  static <InputT, PreparedT, OutputT> Processing<InputT, InputT, PreparedT, OutputT, OutputT> of(
      ModelHandler<InputT, PreparedT, OutputT> handler) {
    return new Processing<>(handler, input -> input, answer -> answer, OutcomeWatch.NONE);
  }

  /** Returns this with another watch. */
  Processing<InputT, ModelInputT, PreparedT, AnswerT, OutputT> withWatch(OutcomeWatch other) {
    return new Processing<>(handler, before, after, other);
  }

  /** Returns this with {@code function} in front of all others. */
  <NewInputT> Processing<NewInputT, ModelInputT, PreparedT, AnswerT, OutputT> withPreprocessing(
      ProcessFunction<NewInputT, InputT> function) {
    requireNonNull(function, "function is null");
    ProcessFunction<InputT, ModelInputT> next = before;
    return new Processing<>(
        handler, input -> next.apply(present(function.apply(input))), after, watch);
  }

  /** Returns this with {@code function} behind all others. */
  <NewOutputT> Processing<InputT, ModelInputT, PreparedT, AnswerT, NewOutputT> withPostprocessing(
      ProcessFunction<OutputT, NewOutputT> function) {
    requireNonNull(function, "function is null");
    ProcessFunction<AnswerT, OutputT> former = after;
    return new Processing<>(
        handler, before, answer -> present(function.apply(former.apply(answer))), watch);
  }

  /** Neither the model nor a coder takes null. */
  private static <T> T present(@Nullable T value) {
    return requireNonNull(value, "the function gave null");
  }

  /**
   * Makes an element ready for the model.
   *
   * @throws StageException if a function fails: of the stage {@link InferenceFailure#PREPROCESS}
   * @throws Exception if the model can't prepare it
   */
  PreparedT prepare(LoadedModel<ModelInputT, PreparedT, AnswerT> model, InputT input)
      throws Exception {
    ModelInputT processed;
    try {
      processed = before.apply(input);
    } catch (StageException e) {
      throw e;
    } catch (Exception e) {
      throw new StageException(InferenceFailure.PREPROCESS, e);
    }
    return model.prepare(processed);
  }
}
