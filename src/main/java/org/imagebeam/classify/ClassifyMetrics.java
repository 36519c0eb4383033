package org.imagebeam.classify;

/** The pipeline's own Beam metrics; those of the network are {@code InferenceMetrics}. */
public final class ClassifyMetrics {
  /** The namespace of all of them. */
  public static final String NAMESPACE = "Classify";

  /** Counter: image files that the input named. */
  public static final String MATCHED = "images_matched";

  /** Counter: images that had a row in the ledger. */
  public static final String SKIPPED = "images_skipped";

  private ClassifyMetrics() {}
}
