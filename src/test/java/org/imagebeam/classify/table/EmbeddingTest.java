package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
  private static final float[] VALUES = {
    0, -0f, 1, -1.5f, 1f / 3, 1e-12f, Float.MIN_VALUE, Float.MAX_VALUE, 16_777_217, 2e-44f
  };

  @Test
  void shouldReadBackTheSameFloats() throws JsonProcessingException {
    float[] values = new float[20_000];
    System.arraycopy(VALUES, 0, values, 0, VALUES.length);
    Random random = new Random(1);
    for (int i = VALUES.length; i < values.length; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      values[i] = Float.isFinite(value) ? value : 0;
    }
    Embedding embedding = Embedding.of(values);
    assertArrayEquals(values, new ObjectMapper().readValue(embedding.json(), float[].class));
    assertArrayEquals(values, Embedding.ofBase64(embedding.base64()).values());
  }

  @Test
  void shouldWriteLittleEndianBytes() {
    assertArrayEquals(
        new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0}, Embedding.of(1, -2).bytes());
    assertEquals("[1.0,-2.0]", Embedding.of(1, -2).toString());
    assertEquals("[]", Embedding.of().json());
  }

  @Test
  void shouldDivideByTheNorm() {
    assertEquals(Embedding.of(0.6f, -0.8f), Embedding.of(3, -4).normalized());
    assertEquals(Embedding.of(1, 0), Embedding.of(Float.MAX_VALUE, 0).normalized());
    assertEquals(Embedding.of(0, 0), Embedding.of(0, 0).normalized());
  }

  @Test
  void shouldRefuseWhatIsNoNumber() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Embedding.of(1, Float.NaN));
    assertEquals(
        "value 1 of the embedding is not a number: the network can't answer this image",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Embedding.of(Float.NEGATIVE_INFINITY));
  }

  @Test
  void shouldNotChangeWithItsArray() {
    float[] values = {1, 2};
    Embedding embedding = Embedding.of(values);
    values[0] = 5;
    embedding.values()[1] = 5;
    assertEquals(Embedding.of(1, 2), embedding);
  }
}
