package org.imagebeam.bottleneck;

import java.util.Locale;

/** Says what an image is used for. */
public enum Side {
  /** To learn from. */
  TRAINING,

  /** To see how far the training is, and when to stop. */
  VALIDATION,

  /** To say how good the result is; for nothing before. */
  TESTING;

  /** Returns the name that messages show. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
