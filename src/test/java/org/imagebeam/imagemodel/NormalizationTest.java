package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
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
    assertEquals(Normalization.NONE, Normalization.of(ModelSpec.INCEPTION_2015));
    ModelSpec spec =
        new ModelSpec(
            "in",
            "out",
            "neck",
            Optional.empty(),
            Optional.of(List.of(100f, 10f, 1f)),
            Optional.of(List.of(2f)),
            Optional.empty());
    float[] pixels = {101, 12, 4, 99, 8, -2};
    Normalization.of(spec).apply(pixels);
    assertArrayEquals(new float[] {2, 4, 6, -2, -4, -6}, pixels);
  }
}
