package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.imagebeam.learn.Optimizer;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.OptionChecks;

/**
 * Holds all that decides, with the data, which weights come out.
 *
 * @param emaDecay of the moving averages; 0 for none
 * @param seed of the order of the examples
 */
record Hyperparameters(
    Optimizer optimizer, Loss loss, int batchSize, float learningRate, double emaDecay, long seed)
    implements Serializable {
  /**
   * @throws InvalidValueException if a value is invalid
   */
  Hyperparameters {
    requireNonNull(optimizer, "optimizer is null");
    requireNonNull(loss, "loss is null");
    OptionChecks.atLeastOne("batchSize", batchSize);
    if (!(learningRate > 0) || Float.isInfinite(learningRate)) {
      throw InvalidValueException.of("learningRate", "must be above 0, not " + learningRate);
    }
    if (!(emaDecay >= 0 && emaDecay < 1)) {
      throw InvalidValueException.of("emaDecay", "must be at least 0 and below 1, not " + emaDecay);
    }
  }
}
