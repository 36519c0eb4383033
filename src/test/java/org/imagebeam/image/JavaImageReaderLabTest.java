package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageFormat;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Tiffs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TIFF files of CIELAB. */
class JavaImageReaderLabTest {
  private static final JavaImageReader READER = new JavaImageReader(ImageLimits.DEFAULT);
  private static final int CIE_LAB = 8;
  private static final int ICC_LAB = 9;
  private static final int ITU_LAB = 10;

  /** The colours are those of the formulas of CIELAB and sRGB, in float64. */
  @ParameterizedTest
  @CsvSource({
    "255,    0,   0, 255, 255, 255",
    "128,    0,   0, 119, 119, 119",
    " 24,   15, -32,  21,  20,  70",
    "138,   81,  70, 255,   0,   0",
    "128,  100,   0, 255,   0, 125",
    "128, -100,   0,   0, 152, 117",
    "200,  -10,  60, 201, 198,  74",
    "  0,    0,   0,   0,   0,   0",
  })
  void shouldMakeSrgbOfCielab(int l, int a, int b, int red, int green, int blue)
      throws ImageException {
    byte[] right = {(byte) red, (byte) green, (byte) blue};
    byte[] signed = {(byte) l, (byte) a, (byte) b};
    byte[] offset = {(byte) l, (byte) (a + 128), (byte) (b + 128)};
    assertClose(right, Tiffs.page(1, 1, 3, 8, CIE_LAB, signed));
    assertClose(right, Tiffs.page(1, 1, 3, 8, ICC_LAB, offset));
    byte[] wideSigned = {(byte) l, (byte) l, (byte) a, 0, (byte) b, 0};
    byte[] wideOffset = {(byte) l, 0, (byte) (a + 128), 0, (byte) (b + 128), 0};
    assertClose(right, Tiffs.page(1, 1, 3, 16, CIE_LAB, wideSigned));
    assertClose(right, Tiffs.page(1, 1, 3, 16, ICC_LAB, wideOffset));
    byte[] alpha = {(byte) l, (byte) a, (byte) b, 99};
    assertClose(right, Tiffs.page(1, 1, 4, 8, CIE_LAB, alpha, Map.of(338, 2)));
  }

  private static void assertClose(byte[] right, byte[] file) throws ImageException {
    byte[] rgb = new byte[3];
    READER.read(
        ImageFormat.TIFF,
        file,
        rows -> {
          rows.read(0, rgb);
          return rgb;
        });
    for (int c = 0; c < 3; c++) {
      assertEquals(Byte.toUnsignedInt(right[c]), Byte.toUnsignedInt(rgb[c]), 1, "colour " + c);
    }
  }

  @Test
  void shouldNameTheKindsOfLabThatAreNotRead() {
    assertRefused("ITULAB, the colours of faxes", 3, 8, ITU_LAB, Map.of());
    assertRefused("CIELAB in a JPEG", 3, 8, CIE_LAB, Map.of(259, 7));
    assertRefused("CIELAB in a JPEG", 3, 8, ICC_LAB, Map.of(259, 6));
    assertRefused("CIELAB of 1 samples of 8 bits", 1, 8, CIE_LAB, Map.of());
    assertRefused("CIELAB of 3 samples of 32 bits", 3, 32, CIE_LAB, Map.of());
    assertRefused("CIELAB of floating-point samples", 3, 16, CIE_LAB, Map.of(339, 3));
  }

  private static void assertRefused(
      String what, int bands, int bits, int colours, Map<Integer, Integer> tags) {
    byte[] file = Tiffs.page(1, 1, bands, bits, colours, new byte[bands * bits / 8], tags);
    ImageException e =
        assertThrows(
            ImageException.class, () -> READER.read(ImageFormat.TIFF, file, rows -> rows.width()));
    assertEquals(
        "the TIFF file holds " + what + ", which isn't read: convert it to RGB", e.getMessage());
  }
}
