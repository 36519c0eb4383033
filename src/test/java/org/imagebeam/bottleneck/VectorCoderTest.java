package org.imagebeam.bottleneck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class VectorCoderTest {
  private static final VectorCoder CODER = VectorCoder.of();

  @Test
  void shouldGiveTheSameBitsBack() throws IOException {
    float[] vector = {0, -0f, 1.5f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN, -1e-30f};
    assertArrayEquals(
        vector, CoderUtils.decodeFromByteArray(CODER, CoderUtils.encodeToByteArray(CODER, vector)));
    byte[] none = CoderUtils.encodeToByteArray(CODER, new float[0]);
    assertEquals(1, none.length);
    assertEquals(0, CoderUtils.decodeFromByteArray(CODER, none).length);
  }

  @Test
  void shouldTakeFourBytesAValue() throws IOException {
    assertEquals(2 + 4 * 2048, CoderUtils.encodeToByteArray(CODER, new float[2048]).length);
  }

  @Test
  void shouldSeeAnEarlyEnd() throws IOException {
    byte[] bytes = CoderUtils.encodeToByteArray(CODER, new float[3]);
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    EOFException e =
        assertThrows(EOFException.class, () -> CODER.decode(new ByteArrayInputStream(cut)));
    assertEquals("a vector of 12 bytes ends after 11", e.getMessage());
  }

  @Test
  void shouldCompareByContent() throws Coder.NonDeterministicException {
    CODER.verifyDeterministic();
    assertEquals(
        CODER.structuralValue(new float[] {1, 2}), CODER.structuralValue(new float[] {1, 2}));
    assertNotEquals(
        CODER.structuralValue(new float[] {1, 2}), CODER.structuralValue(new float[] {2, 1}));
  }
}
