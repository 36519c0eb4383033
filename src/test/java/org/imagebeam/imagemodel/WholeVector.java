package org.imagebeam.imagemodel;

/** Hands an image's vector on. */
final class WholeVector implements VectorFunction<float[]> {
  private static final long serialVersionUID = 1L;

  @Override
  public float[] apply(float[] vector) {
    return vector;
  }

  @Override
  public String id() {
    return "same";
  }
}
