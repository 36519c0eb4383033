package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.imagebeam.model.ModelSpec;
import org.junit.jupiter.api.Test;

class NormalizationTest {
  @Test
  void shouldTakeOffTheMeanAndScale() {
    float[] pixels = {0, 128, 255};
    new Normalization(128f, 0.5f).apply(pixels);
    assertArrayEquals(new float[] {-64, 0, 63.5f}, pixels);
  }

  @Test
  void shouldChangeNothingByDefault() {
    float[] pixels = {0, 128, 255};
    Normalization.NONE.apply(pixels);
    assertArrayEquals(new float[] {0, 128, 255}, pixels);
  }

  @Test
  void shouldBeTheModels() {
    assertEquals(new Normalization(128f, 1 / 128f), Normalization.of(ModelSpec.INCEPTION_2015));
  }
}
