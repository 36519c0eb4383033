package org.imagebeam.head;

import java.io.Serializable;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.OptionChecks;

/**
 * Says how the new last layer is trained: retrain.py's options, by their names there where it has
 * them.
 *
 * @param steps of gradient descent
 * @param learningRate of each
 * @param trainBatchSize bottlenecks in a step
 * @param validationBatchSize bottlenecks that an evaluation takes; 0 for all
 * @param evalStepInterval steps from one evaluation to the next
 * @param saveEverySteps steps from one checkpoint to the next
 * @param seed of the layer's first values and of the batches
 */
public record HeadSettings(
    long steps,
    float learningRate,
    int trainBatchSize,
    int validationBatchSize,
    long evalStepInterval,
    long saveEverySteps,
    long seed)
    implements Serializable {
  /**
   * @throws InvalidValueException if a value is invalid, naming it
   */
  public HeadSettings {
    OptionChecks.atLeastOne("steps", steps);
    if (!(learningRate > 0) || Float.isInfinite(learningRate)) {
      throw InvalidValueException.of("learningRate", "must be above 0, not " + learningRate);
    }
    OptionChecks.atLeastOne("trainBatchSize", trainBatchSize);
    OptionChecks.atLeast(0, "validationBatchSize", validationBatchSize);
    OptionChecks.atLeastOne("evalStepInterval", evalStepInterval);
    OptionChecks.atLeastOne("saveEverySteps", saveEverySteps);
  }
}
