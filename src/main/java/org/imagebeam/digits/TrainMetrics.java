package org.imagebeam.digits;

/** The Beam metrics of training. */
public final class TrainMetrics {
  /** The namespace of all of them. */
  public static final String NAMESPACE = "Train";

  /** Counter: examples read, those for validation and test among them. */
  public static final String EXAMPLES = "examples_read";

  /** Counter: steps of the optimizer, in this run. */
  public static final String STEPS = "steps";

  /** Distribution: milliseconds that saving a checkpoint took. */
  public static final String SAVE_MILLIS = "save_checkpoint_milli_secs";

  private TrainMetrics() {}
}
