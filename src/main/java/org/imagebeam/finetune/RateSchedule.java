package org.imagebeam.finetune;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.OptionChecks;

/**
 * Gives the learning rate of each step of a fine-tuning: a straight rise, then a decay. A pure
 * function of the step, so that a run that goes on learns as one that never stopped.
 *
 * @param steps in all
 * @param peak the highest rate
 * @param warmupRatio the share of the steps in which it rises, from 0, for none, to 1
 */
public record RateSchedule(long steps, float peak, double warmupRatio, Decay decay)
    implements Serializable {
  /**
   * @throws InvalidValueException if a value is invalid, naming it
   */
  public RateSchedule {
    requireNonNull(decay, "decay is null");
    OptionChecks.atLeastOne("fineTuneSteps", steps);
    if (!(peak > 0) || !Float.isFinite(peak)) {
      throw InvalidValueException.of("fineTuneLearningRate", "must be above 0, not " + peak);
    }
    if (!(warmupRatio >= 0 && warmupRatio <= 1)) {
      throw InvalidValueException.of("fineTuneWarmupRatio", "must be 0 to 1, not " + warmupRatio);
    }
  }

  /**
   * Returns the rate of a step.
   *
   * @param step counted from 0, less than {@link #steps}
   */
  public float at(long step) {
    long warmup = Math.round(warmupRatio * steps);
    if (step < warmup) {
      return (float) (peak * (step + 1.0) / warmup);
    }
    return (float) (peak * decay.share((double) (step - warmup) / (steps - warmup)));
  }

  /** Says what becomes of a learning rate after its warm-up. */
  public enum Decay {
    /** Half a wave of the cosine, down to nothing behind the last step. */
    COSINE {
      @Override
      double share(double progress) {
        return (1 + Math.cos(Math.PI * progress)) / 2;
      }
    },

    /** It stays. */
    NONE {
      @Override
      double share(double progress) {
        return 1;
      }
    };

    /**
     * Returns what is left of the rate.
     *
     * @param progress from 0, the end of the warm-up, to 1, the end of the training
     */
    abstract double share(double progress);
  }
}
