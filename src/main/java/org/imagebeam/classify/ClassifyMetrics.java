package org.imagebeam.classify;

/** The pipeline's own Beam metrics; those of the network are {@code InferenceMetrics}. */
public final class ClassifyMetrics {
  /** The namespace of all of them. */
  public static final String NAMESPACE = "Classify";

  /** Counter: image files that the input named. */
  public static final String MATCHED = "images_matched";

  /** Counter: files and folders that were left out because nobody means them. */
  public static final String UNMEANT = "files_left_out";

  /** Counter: files and folders that were left out because the options exclude them. */
  public static final String EXCLUDED = "files_excluded";

  /** Counter: images that were done in the ledger. */
  public static final String SKIPPED = "images_skipped";

  /** Counter: images that had rows in the ledger, all of other models or settings. */
  public static final String MADE_ANEW = "images_made_anew";

  /** Counter: images whose row in the ledger was a failure, and which are tried again. */
  public static final String TRIED_AGAIN = "images_tried_again";

  /** Counter: images that a limit leaves for the next run. */
  public static final String LATER = "images_left_for_later";

  /** Counter: images with rows in the ledger whose files are gone. */
  public static final String GONE = "images_gone";

  private ClassifyMetrics() {}
}
