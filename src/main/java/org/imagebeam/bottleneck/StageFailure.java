package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import org.imagebeam.imagemodel.ImageStages;
import org.imagebeam.inference.InferenceFailure;
import org.imagebeam.session.TensorFlowMessage;

/**
 * Says why an image gave no bottleneck.
 *
 * @param stage one of {@link ImageStages}
 * @param error the simple name of the exception's class
 * @param message that it had
 */
public record StageFailure(String stage, String error, String message) {
  public StageFailure {
    requireNonNull(stage, "stage is null");
    requireNonNull(error, "error is null");
    requireNonNull(message, "message is null");
  }

  static StageFailure of(InferenceFailure<?> failure) {
    return new StageFailure(
        failure.stage(), failure.error(), TensorFlowMessage.oneLine(failure.message()));
  }

  /** Returns whether the same file would fail again, see {@link ImageStages#lasts}. */
  boolean isPermanent() {
    return ImageStages.lasts(stage, error);
  }
}
