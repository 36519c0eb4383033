package org.imagebeam.retrain;

import java.util.Locale;

/** What a picture is used for. */
enum Side {
  /** To learn from. */
  TRAINING,

  /** To see how far the training is, and when to stop. */
  VALIDATION,

  /** To say how good the result is; for nothing before. */
  TESTING;

  /** As messages have it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
