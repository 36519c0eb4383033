package org.imagebeam.quantize;

/** Compares the directions of two vectors. */
final class Cosine {
  private Cosine() {}

  /**
   * Returns the cosine of the angle between two vectors of one length; of a vector of zeros, 1 to
   * another such, and 0 to any else.
   */
  static double of(float[] one, float[] other) {
    double product = 0;
    double ones = 0;
    double others = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
      ones += (double) one[i] * one[i];
      others += (double) other[i] * other[i];
    }
    if (ones == 0 || others == 0) {
      return ones == others ? 1 : 0;
    }
    return product / Math.sqrt(ones * others);
  }
}
