package org.imagebeam.bottleneck;

import org.imagebeam.imagemodel.VectorFunction;

/** Gives a network's vector as it is, and refuses one that no training can go on with. */
public record FiniteVector() implements VectorFunction<float[]> {
  /**
   * @throws IllegalArgumentException if a value is infinite or no number
   */
  @Override
  public float[] apply(float[] vector) {
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new IllegalArgumentException(
            "value " + i + " of the bottleneck is " + vector[i] + ", no finite number");
      }
    }
    return vector;
  }

  @Override
  public String id() {
    return toString();
  }
}
