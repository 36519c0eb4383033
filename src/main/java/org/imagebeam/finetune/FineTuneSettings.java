package org.imagebeam.finetune;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Optional;
import org.imagebeam.image.DistortionSettings;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.OptionChecks;

/**
 * Says how the layers below the new one are tuned.
 *
 * @param layers {@value #ALL}, or the layer from which on all are tuned, as {@code model inspect}
 *     names it, or the scope of several
 * @param rate of Adam, and for how many steps at most
 * @param batchSize images a step
 * @param evalEvery steps between two evaluations on the validation images
 * @param patience evaluations one after another that may be worse than the best, see {@link
 *     org.imagebeam.learn.BestStep}; then the tuning is over
 * @param distortions of the training images, anew each time that one is drawn
 * @param seed of the batches and the distortions
 */
public record FineTuneSettings(
    String layers,
    RateSchedule rate,
    int batchSize,
    long evalEvery,
    int patience,
    DistortionSettings distortions,
    long seed)
    implements Serializable {
  /** The value of {@link #layers} that means each of them. */
  static final String ALL = "all";

  /** Steps where none are asked for: sixteen times through two hundred images. */
  public static final long DEFAULT_STEPS = 200;

  /**
   * The rate where none is asked for. On two hundred images of five classes, rates up to 0.0001
   * make the network surer and little better; from 0.001 on it doesn't recover from the first
   * steps.
   */
  public static final double DEFAULT_LEARNING_RATE = 3e-4;

  /** The warm-up where none is asked for. */
  public static final double DEFAULT_WARMUP_RATIO = 0.1;

  /** The batch where none is asked for: Inception v3 then learns within 3 GiB. */
  public static final int DEFAULT_BATCH_SIZE = 16;

  /** The steps between evaluations where none are asked for. */
  public static final long DEFAULT_EVAL_EVERY = 10;

  /** The patience where none is asked for: the first steps make it worse before it gets better. */
  public static final int DEFAULT_PATIENCE = 10;

  /**
   * @throws InvalidValueException if a value is invalid, naming it
   */
  public FineTuneSettings {
    requireNonNull(layers, "layers is null");
    requireNonNull(rate, "rate is null");
    requireNonNull(distortions, "distortions is null");
    if (layers.isBlank()) {
      throw InvalidValueException.of(
          "fineTune", "must be '" + ALL + "' or the name of a layer, and is empty");
    }
    OptionChecks.atLeastOne("fineTuneBatchSize", batchSize);
    OptionChecks.atLeastOne("fineTuneEvalInterval", evalEvery);
    OptionChecks.atLeastOne("fineTunePatience", patience);
  }

  /** Returns how many steps there are at most. */
  public long steps() {
    return rate.steps();
  }

  /** Returns the layer from which on all are tuned; nothing if that is the first. */
  public Optional<String> fromLayer() {
    return layers.equals(ALL) ? Optional.empty() : Optional.of(layers);
  }
}
