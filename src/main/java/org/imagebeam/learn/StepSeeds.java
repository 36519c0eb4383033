package org.imagebeam.learn;

/** Derives the seed of a step's random numbers from the seed of a training. */
public final class StepSeeds {
  /** Spreads seeds and steps that are close together: SplitMix64's constant. */
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private StepSeeds() {}

  /**
   * Mixes a seed with a step, so that no two steps of nearby seeds draw the same numbers.
   *
   * @param step a step, or whatever else is counted
   */
  public static long mix(long seed, long step) {
    return (seed * GOLDEN) ^ (step * Long.rotateLeft(GOLDEN, 32));
  }
}
