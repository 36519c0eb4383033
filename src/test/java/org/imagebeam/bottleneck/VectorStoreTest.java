package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.FloatList;

class VectorStoreTest {
  private static final int LENGTH = 1_500_000;

  @Test
  void shouldHoldVectorsInSeveralArrays() {
    VectorStore vectors = new VectorStore(7, LENGTH);
    for (int i : new int[] {6, 0, 3}) {
      vectors.set(i, vector(i));
    }
    for (int i : new int[] {6, 0, 3}) {
      FloatBuffer vector = vectors.get(i);
      assertEquals(LENGTH, vector.remaining());
      assertEquals(i, vector.get(0));
      assertEquals(-i, vector.get(LENGTH - 1));
      assertTrue(vector.isReadOnly());
    }
  }

  @Test
  void shouldCopyToAnOffset() {
    VectorStore vectors = new VectorStore(3, 2);
    vectors.set(1, FloatList.newBuilder().addAllValue(List.of(5f, 6f)).build());
    float[] into = new float[5];
    vectors.copy(1, into, 2);
    assertArrayEquals(new float[] {0, 0, 5, 6, 0}, into);
    assertThrows(IndexOutOfBoundsException.class, () -> vectors.copy(3, into, 0));
  }

  private static FloatList vector(int i) {
    FloatList.Builder values = FloatList.newBuilder();
    for (int j = 0; j < LENGTH; j++) {
      values.addValue(j == 0 ? i : j == LENGTH - 1 ? -i : 0);
    }
    return values.build();
  }
}
