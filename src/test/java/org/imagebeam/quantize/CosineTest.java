package org.imagebeam.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CosineTest {
  @Test
  void shouldCompareDirections() {
    assertEquals(1, Cosine.of(new float[] {1, 2}, new float[] {2, 4}), 1e-12);
    assertEquals(0, Cosine.of(new float[] {1, 0}, new float[] {0, 5}), 1e-12);
    assertEquals(0.6, Cosine.of(new float[] {1, 0}, new float[] {3, 4}), 1e-12);
  }

  @Test
  void shouldTakeOnlyAnotherVectorOfZerosForTheSame() {
    assertEquals(1, Cosine.of(new float[2], new float[2]));
    assertEquals(0, Cosine.of(new float[2], new float[] {1, 2}));
    assertEquals(0, Cosine.of(new float[] {1, 2}, new float[2]));
  }
}
