package org.imagebeam.retrain;

/** What becomes of a learning rate after its warm-up. */
enum RateDecay {
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
   * What is left of the rate.
   *
   * @param progress from 0, the end of the warm-up, to 1, the end of the training
   */
  abstract double share(double progress);
}
