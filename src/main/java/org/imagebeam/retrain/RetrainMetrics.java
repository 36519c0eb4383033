package org.imagebeam.retrain;

/** The Beam metrics of retraining. */
public final class RetrainMetrics {
  /** The namespace of all of them. */
  public static final String NAMESPACE = "Retrain";

  /** Counter: steps of the last layer's training, in this run. */
  public static final String HEAD_STEPS = "head_steps";

  /** Counter: steps of fine-tuning, in this run. */
  public static final String FINE_TUNE_STEPS = "fine_tune_steps";

  private RetrainMetrics() {}
}
