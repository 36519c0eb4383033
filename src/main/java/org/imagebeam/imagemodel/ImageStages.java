package org.imagebeam.imagemodel;

import org.imagebeam.image.format.ImageException;
import org.imagebeam.inference.InferenceFailure;

/** The stages at which an image can fail, as failure rows name them. */
public final class ImageStages {
  /** The file could not be listed or read. */
  public static final String READ = "read";

  /** What was read is no image, or one that is refused. */
  public static final String DECODE = "decode";

  /** The network failed on the image. */
  public static final String INFER = InferenceFailure.INFER;

  private ImageStages() {}

  /**
   * Whether an image would fail again, because the file is to blame. What can't be read, is over a
   * limit, needs too much memory, or meets a fault of the network may do better another time.
   *
   * @param stage at which it failed
   * @param error the simple name of the exception's class
   */
  public static boolean lasts(String stage, String error) {
    return stage.equals(DECODE) && error.equals(ImageException.class.getSimpleName());
  }
}
