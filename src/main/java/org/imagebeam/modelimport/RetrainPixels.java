package org.imagebeam.modelimport;

import java.util.List;
import java.util.Optional;
import org.imagebeam.model.ModelSpec;

/**
 * How TensorFlow's retrain.py (examples/image_retraining, and that of TensorFlow Hub) feeds the
 * networks that it makes, which its names tell.
 *
 * @param mean that it takes off values of 0 to 255
 * @param scale that it multiplies with then
 * @param text what that gives, and for what networks
 */
record RetrainPixels(float mean, float scale, String text) {
  private static final String OUTPUT = "final_result";

  /** Knows a network by its ends; nothing if retrain.py didn't make it. */
  static Optional<RetrainPixels> of(ModelSpec spec) {
    if (!spec.output().equals(OUTPUT)) {
      return Optional.empty();
    }
    return switch (spec.input()) {
      case "Placeholder" ->
          Optional.of(
              new RetrainPixels(
                  0, (float) (1 / 255.0), "0 to 1, as retrain.py feeds modules of TensorFlow Hub"));
      case "Mul" ->
          Optional.of(
              new RetrainPixels(
                  128, (float) (1 / 128.0), "-1 to 1, as retrain.py feeds Inception"));
      case "input" ->
          Optional.of(
              new RetrainPixels(
                  127.5f, (float) (1 / 127.5), "-1 to 1, as retrain.py feeds MobileNet"));
      default -> Optional.empty();
    };
  }

  /** Returns what a model.json says with these pixels. */
  ModelSpec in(ModelSpec spec) {
    return spec.withPixels(List.of(mean), List.of(scale));
  }
}
