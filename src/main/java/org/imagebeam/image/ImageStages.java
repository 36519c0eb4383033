package org.imagebeam.image;

import org.imagebeam.inference.InferenceFailure;

/** The stages at which a picture can fail, as failure rows name them. */
public final class ImageStages {
  /** The file could not be listed or read. */
  public static final String READ = "read";

  /** What was read is no picture, or one that is refused. */
  public static final String DECODE = "decode";

  /** The network failed on the picture. */
  public static final String INFER = InferenceFailure.INFER;

  private ImageStages() {}
}
