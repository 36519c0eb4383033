package org.imagebeam.image.resize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CenterCropTest {
  /**
   * The scaled image and the crop in it, as timm 1.0.31's {@code create_transform(...,
   * crop_pct=fraction)} made them on torchvision 0.29.2 of an image of each size.
   */
  @ParameterizedTest(name = "{1} x {0} to {3} x {2} by {4}")
  @CsvSource({
    "375, 500, 224, 224, 0.875, 256, 341, 16, 58",
    "500, 375, 224, 224, 0.875, 341, 256, 58, 16",
    "427, 640, 224, 224, 0.875, 256, 383, 16, 80",
    "500, 333, 224, 224, 0.9, 372, 248, 74, 12",
    "334, 500, 299, 299, 0.95, 314, 470, 8, 86",
    "1, 1, 224, 224, 0.875, 256, 256, 16, 16",
    "263, 257, 256, 256, 1, 261, 256, 2, 0",
    "99, 100, 224, 224, 1, 224, 226, 0, 1",
    "683, 1024, 224, 160, 0.9, 248, 372, 12, 106",
    "600, 400, 160, 224, 0.875, 384, 256, 112, 16",
    "4000, 7, 224, 224, 0.875, 146285, 256, 73030, 16",
    "1023, 768, 224, 224, 0.965, 309, 232, 42, 4",
    "401, 523, 331, 331, 0.911, 363, 473, 16, 71"
  })
  void shouldTakeWhatTimmTakes(
      int imageHeight,
      int imageWidth,
      int height,
      int width,
      double fraction,
      long fullHeight,
      long fullWidth,
      long top,
      long left) {
    assertEquals(
        new Window(fullHeight, fullWidth, top, left, height, width),
        new CenterCrop(fraction).window(imageHeight, imageWidth, height, width));
  }

  @Test
  void shouldCountThePixelsOfAnImageThatNoMemoryHolds() {
    assertEquals(
        new Window(45_812_736_000L, 256, 22_906_367_888L, 16, 224, 224),
        new CenterCrop(0.875).window(178_956_000, 1, 224, 224));
  }

  @ParameterizedTest
  @CsvSource({
    "center 0.875, 0.875",
    "Center 1.0, 1",
    "center 1, 1",
    "center  .9, 0.9",
    "center 0.01, 0.01"
  })
  void shouldReadWhatUsersWrite(String text, double fraction) {
    CenterCrop crop = CenterCrop.of(text).orElseThrow();
    assertEquals(new CenterCrop(fraction), crop);
    assertEquals(Optional.of(crop), CenterCrop.of(crop.text()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "none",
        "center",
        "center 0",
        "center 1.01",
        "center 87.5",
        "center -1",
        "0.875",
        "center 0.009",
        "center NaN",
        "center 0,875",
        "center 0.5 0.5"
      })
  void shouldReadNothingElse(String text) {
    assertEquals(Optional.empty(), CenterCrop.of(text));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1.01, -1, Double.NaN, 0.001})
  void shouldTakeNoOtherPart(double fraction) {
    assertThrows(IllegalArgumentException.class, () -> new CenterCrop(fraction));
  }
}
