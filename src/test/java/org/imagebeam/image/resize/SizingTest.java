package org.imagebeam.image.resize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SizingTest {
  @Test
  void shouldResizeAsTensorFlow1UnlessTold() {
    assertEquals(ResizeMethod.BILINEAR, Sizing.DEFAULT.method());
    assertTrue(Sizing.DEFAULT.isPlain());
    assertTrue(Sizing.of(ResizeMethod.BILINEAR, false).isPlain());
    assertFalse(Sizing.DEFAULT.withCrop(new CenterCrop(1)).isPlain());
    assertFalse(Sizing.of(ResizeMethod.AREA, false).isPlain());
    assertEquals(
        new Window(5, 7, 0, 0, 5, 7), Sizing.DEFAULT.window(100, 20, 5, 7), "whatever the aspect");
  }

  @Test
  void shouldSayHowImagesAreBroughtToTheirSize() {
    assertEquals("bilinear", Sizing.DEFAULT.text());
    assertEquals(
        "bicubic with antialias, crop center 0.9",
        Sizing.of(ResizeMethod.BICUBIC, true).withCrop(new CenterCrop(0.9)).text());
  }

  @ParameterizedTest
  @EnumSource(ResizeMethod.class)
  void shouldTakeAntialiasWithTwoMethods(ResizeMethod method) {
    assertEquals(Optional.of(method), ResizeMethod.of(method.text()));
    if (method == ResizeMethod.BICUBIC || method == ResizeMethod.BILINEAR_HALF_PIXEL) {
      assertTrue(Sizing.of(method, true).antialias());
    } else {
      assertThrows(IllegalArgumentException.class, () -> Sizing.of(method, true));
    }
  }

  @Test
  void shouldTellAPartThatIsMostOfTheWhole() {
    assertTrue(new Window(20, 20, 0, 0, 10, 10).isMostOfTheWhole());
    assertFalse(new Window(21, 20, 0, 0, 10, 10).isMostOfTheWhole());
    assertFalse(new Window(45_812_736_000L, 256, 9, 16, 224, 224).isMostOfTheWhole());
  }

  @Test
  void shouldTakeNoPartBeyondTheImage() {
    assertThrows(IllegalArgumentException.class, () -> new Window(5, 5, 1, 0, 5, 5));
    assertThrows(IllegalArgumentException.class, () -> new Window(5, 5, 0, 0, 0, 5));
  }
}
