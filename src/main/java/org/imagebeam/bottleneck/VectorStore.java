package org.imagebeam.bottleneck;

import java.nio.FloatBuffer;
import org.tensorflow.proto.FloatList;

/**
 * Many vectors of one length in few arrays: four bytes a value, and more values than one array
 * could hold. An array is made when the first of its vectors comes. Not thread-safe while it is
 * filled.
 */
public final class VectorStore {
  /** Of an array, so that the heap needs no free stretch of gigabytes. */
  private static final int VALUES = 1 << 22;

  private final int count;
  private final int length;
  private final int perArray;
  private final float[][] arrays;

  /**
   * @param count how many there may be
   * @param length of each
   */
  public VectorStore(int count, int length) {
    this.count = count;
    this.length = length;
    this.perArray = Math.max(1, VALUES / Math.max(1, length));
    this.arrays = new float[(count + perArray - 1) / perArray][];
  }

  int length() {
    return length;
  }

  /** Copies a vector to its place. */
  public void set(int index, FloatList vector) {
    int at = index / perArray;
    if (arrays[at] == null) {
      int here = Math.min(perArray, count - at * perArray);
      arrays[at] = new float[Math.multiplyExact(here, length)];
    }
    int offset = offset(index);
    for (int i = 0; i < length; i++) {
      arrays[at][offset + i] = vector.getValue(i);
    }
  }

  /** Returns a vector that was set, to be read where it is. */
  FloatBuffer get(int index) {
    return FloatBuffer.wrap(arrays[index / perArray], offset(index), length)
        .slice()
        .asReadOnlyBuffer();
  }

  /** Copies a vector that was set. */
  void copy(int index, float[] into, int offset) {
    System.arraycopy(arrays[index / perArray], offset(index), into, offset, length);
  }

  private int offset(int index) {
    return index % perArray * length;
  }
}
