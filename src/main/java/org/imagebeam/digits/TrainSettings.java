package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.imagebeam.learn.Optimizer;
import org.imagebeam.pipeline.OptionChecks;

/**
 * The options of a training, checked.
 *
 * @param validation how many of the first training examples to keep for validation
 * @param epochs that the training is to have in the end
 */
record TrainSettings(
    DigitData data, int validation, int epochs, Hyperparameters hyperparameters, SavePolicy saving)
    implements Serializable {
  TrainSettings {
    requireNonNull(data, "data is null");
    requireNonNull(hyperparameters, "hyperparameters is null");
    requireNonNull(saving, "saving is null");
    OptionChecks.atLeast(0, "validationSize", validation);
    OptionChecks.atLeastOne("epochs", epochs);
  }

  /**
   * @throws org.imagebeam.local.InvalidValueException if an option's value is invalid
   */
  static TrainSettings of(TrainOptions options) {
    Optimizer optimizer = OptionChecks.oneOf(Optimizer.class, "optimizer", options.getOptimizer());
    double rate = options.getLearningRate();
    return new TrainSettings(
        new DigitData(OptionChecks.notBlank("data", options.getData()), options.getDataCache()),
        options.getValidationSize(),
        options.getEpochs(),
        new Hyperparameters(
            optimizer,
            OptionChecks.oneOf(Loss.class, "loss", options.getLoss()),
            options.getBatchSize(),
            rate == 0 ? defaultRate(optimizer) : (float) rate,
            options.getEmaDecay(),
            options.getSeed()),
        new SavePolicy(
            options.getCheckpointDir(),
            options.getMaxToKeep(),
            options.getKeepCheckpointEveryNHours(),
            options.getSaveEverySteps()));
  }

  /**
   * Returns the rate where none is given; momentum makes ten times as far a step at the same rate.
   */
  private static float defaultRate(Optimizer optimizer) {
    return switch (optimizer) {
      case SGD -> 0.2f;
      case MOMENTUM -> 0.02f;
      case ADAM -> 0.001f;
    };
  }

  /** Returns the steps in an epoch: as many whole batches as the examples make. */
  long stepsPerEpoch(DatasetShape shape) {
    return shape.training() / hyperparameters.batchSize();
  }
}
