package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

/**
 * A picture that is left out.
 *
 * @param image its path
 * @param label its class, or empty if it is of none
 * @param reason why
 */
public record PictureFailure(String image, String label, StageFailure reason) {
  public PictureFailure {
    requireNonNull(image, "image is null");
    requireNonNull(label, "label is null");
    requireNonNull(reason, "reason is null");
  }
}
