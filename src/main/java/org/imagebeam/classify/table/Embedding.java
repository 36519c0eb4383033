package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/** Holds the values that a node of the network has for an image: float32, finite. Immutable. */
public final class Embedding implements Serializable {
  private static final long serialVersionUID = 1L;

  private final float[] values;

  private Embedding(float[] values) {
    this.values = values;
  }

  /**
   * Makes one.
   *
   * @param values row by row, if the node has more than one dimension; copied
   * @throws IllegalArgumentException if one is infinite or not a number, which fails the image
   */
  public static Embedding of(float... values) {
    return ofOwned(requireNonNull(values, "values is null").clone());
  }

  /**
   * Makes one of an array that nobody else keeps.
   *
   * @throws IllegalArgumentException if a value is not a finite number
   */
  public static Embedding ofOwned(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "value "
                + i
                + " of the embedding is "
                + (Float.isNaN(values[i]) ? "not a number" : "infinite")
                + ": the network can't answer this image");
      }
    }
    return new Embedding(values);
  }

  /**
   * Reads what {@link #base64} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Embedding ofBase64(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return ofOwned(values);
  }

  /** Returns how many values there are. */
  public int size() {
    return values.length;
  }

  /** Returns a copy of the values. */
  public float[] values() {
    return values.clone();
  }

  /**
   * Returns the values divided by the square root of the sum of their squares, so that the product
   * of two is the cosine of their angle. If all are 0, they stay so.
   */
  public Embedding normalized() {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    double norm = squares == 0 ? 1 : Math.sqrt(squares);
    float[] divided = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      divided[i] = (float) (values[i] / norm);
    }
    return new Embedding(divided);
  }

  /** Returns the values as bytes, four each, little-endian. */
  byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  String base64() {
    return Base64.getEncoder().encodeToString(bytes());
  }

  /** Returns a JSON array, of which each number is read back as the same float32. */
  String json() {
    StringBuilder text = new StringBuilder(values.length * 12).append('[');
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ",").append(values[i]);
    }
    return text.append(']').toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding embedding && Arrays.equals(values, embedding.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return json();
  }
}
