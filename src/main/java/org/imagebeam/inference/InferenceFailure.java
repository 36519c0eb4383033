package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

/**
 * An input that got no answer, and why.
 *
 * @param input the element
 * @param stage where it failed: {@link #PREPROCESS}, {@link #PREPARE}, {@link #INFER}, {@link
 *     #POSTPROCESS}, or what a {@link StageException} named
 * @param error the simple name of the exception's class
 * @param message the exception's message, or its class's name where it has none
 */
public record InferenceFailure<InputT>(InputT input, String stage, String error, String message) {
  /** The stage of a failed function of {@link RunInference#withPreprocessing}. */
  public static final String PREPROCESS = "preprocess";

  /** The stage of a failed function of {@link RunInference#withPostprocessing}. */
  public static final String POSTPROCESS = "postprocess";

  /** The stage of a failed {@link LoadedModel#prepare} that names none. */
  public static final String PREPARE = "prepare";

  /** The stage of a failed {@link LoadedModel#run}. */
  public static final String INFER = "infer";

  public InferenceFailure {
    requireNonNull(input, "input is null");
    requireNonNull(stage, "stage is null");
    requireNonNull(error, "error is null");
    requireNonNull(message, "message is null");
  }

  static <InputT> InferenceFailure<InputT> of(InputT input, String stage, Exception exception) {
    if (exception instanceof StageException staged) {
      return of(input, staged.stage(), (Exception) requireNonNull(staged.getCause()));
    }
    String error = exception.getClass().getSimpleName();
    String message = exception.getMessage();
    return new InferenceFailure<>(input, stage, error, message == null ? error : message);
  }
}
