package org.imagebeam.quantize;

/** Compares the directions of two vectors. */
final class Cosine {
  private Cosine() {}

  /** Returns the cosine of the angle between two vectors of one length; 1 if both are 0. */
  static double of(float[] one, float[] other) {
    double product = 0;
    double ones = 0;
    double others = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
      ones += (double) one[i] * one[i];
      others += (double) other[i] * other[i];
    }
    return ones == 0 && others == 0 ? 1 : product / Math.sqrt(ones * others);
  }
}
