package org.imagebeam.modelimport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.imagebeam.image.resize.CenterCrop;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.local.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SizingOptionsTest {
  private static final Sizing AREA_CROPPED =
      Sizing.of(ResizeMethod.AREA, false).withCrop(new CenterCrop(0.5));

  @Test
  void shouldGoBeforeWhatIsKnown() {
    assertEquals(AREA_CROPPED, SizingOptions.NONE.over(AREA_CROPPED));
    assertEquals(
        Sizing.of(ResizeMethod.BICUBIC, true).withCrop(new CenterCrop(0.5)),
        SizingOptions.of("bicubic", true, "").over(AREA_CROPPED));
    assertEquals(
        Sizing.of(ResizeMethod.AREA, false),
        SizingOptions.of("", false, "none").over(AREA_CROPPED));
    assertEquals(
        Sizing.of(ResizeMethod.AREA, false).withCrop(new CenterCrop(1)),
        SizingOptions.of("", false, "center 1").over(AREA_CROPPED));
    Sizing bicubic = Sizing.of(ResizeMethod.BICUBIC, true);
    assertEquals(bicubic, SizingOptions.NONE.over(bicubic));
    assertEquals(
        Sizing.of(ResizeMethod.BICUBIC, false),
        SizingOptions.of("bicubic", false, "").over(bicubic));
    assertEquals(
        bicubic, SizingOptions.of("", true, "").over(Sizing.of(ResizeMethod.BICUBIC, false)));
  }

  @Test
  void shouldSayWhatIsInvalid() {
    assertEquals(
        "resize must be one of bilinear, bilinear-half-pixel, bicubic, area, not bicubik: did you"
            + " mean bicubic?",
        message(() -> SizingOptions.of("bicubik", false, "")));
    assertEquals(
        "crop must be none, or center and the part of the shortest side that is taken, such as"
            + " center 0.875, not 0.9",
        message(() -> SizingOptions.of("", false, "0.9")));
    String antialias = "antialias is for resizing by bilinear-half-pixel or bicubic, and not by ";
    assertEquals(antialias + "area", message(() -> SizingOptions.of("area", true, "")));
    assertEquals(
        antialias + "bilinear", message(() -> SizingOptions.of("", true, "").over(Sizing.DEFAULT)));
  }

  private static String message(Executable executable) {
    return assertThrows(InvalidValueException.class, executable).getMessage();
  }
}
