package org.imagebeam.image.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.imagebeam.testing.Bmps;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeaderTest {
  private static final ImageHeader SIZE = new ImageHeader(37, 21);

  @Test
  void shouldReadSizes() throws ImageException {
    assertEquals(SIZE, ImageHeader.read(ImageFormat.JPEG, Images.jpeg(37, 21, 1)));
    assertEquals(SIZE, ImageHeader.read(ImageFormat.JPEG, Images.progressiveJpeg(37, 21, 1)));
    assertEquals(SIZE, ImageHeader.read(ImageFormat.JPEG, Images.orientedJpeg(37, 21, 6, 1)));
    assertEquals(SIZE, ImageHeader.read(ImageFormat.PNG, Images.png(37, 21, 1)));
    assertEquals(SIZE, ImageHeader.read(ImageFormat.GIF, Images.animatedGif(37, 21, 1)));
  }

  @Test
  void shouldReadSizesAsUnsigned() throws ImageException {
    assertEquals(
        new ImageHeader(65_535, 40_000),
        ImageHeader.read(ImageFormat.JPEG, Images.hugeJpeg(65_535, 40_000)));
    assertEquals(
        new ImageHeader(0x8001, 0xfffe),
        ImageHeader.read(ImageFormat.GIF, hex("474946383961 0180 feff")));
  }

  @ParameterizedTest
  @CsvSource({
    "a frame at once, ffd8 ffc0000b080015002501011100",
    "a segment before, ffd8 fffe0003aa ffc0000b080015002501011100",
    "fill bytes, ffd8 ffff fe0003aa ffffffff c0000b080015002501011100",
    "stray bytes, ffd8 fffe0003aa 0102 00 03 ffc0000b080015002501011100",
    "a stuffed zero, ffd8 ff00 ffc0000b080015002501011100",
    "a restart marker, ffd8 ffd0 ffc0000b080015002501011100",
    "tables that share the range, ffd8 ffc40003aa ffcc0003aa ffc0000b080015002501011100",
    "a length of 0, ffd8 fffe0000 ffc0000b080015002501011100",
    "arithmetic coding, ffd8 ffc9000b080015002501011100",
    "progressive arithmetic coding, ffd8 ffca000b080015002501011100",
    "four components, ffd8 ffc00014080015002504011100021100031100041100"
  })
  void shouldFindTheFrameOfAJpegBehind(String name, String file) throws ImageException {
    assertEquals(SIZE, ImageHeader.read(ImageFormat.JPEG, hex(file)), name);
  }

  @ParameterizedTest
  @CsvSource({
    "ffd8 ffc1000b0c0015002501011100, JPEG of 12 bits a sample",
    "ffd8 ffc2000b0c0015002501011100, JPEG of 12 bits a sample",
    "ffd8 ffc3000b080015002501011100, lossless JPEG",
    "ffd8 ffc3000b100015002501011100, lossless JPEG",
    "ffd8 ffcb000b080015002501011100, lossless JPEG",
    "ffd8 ffc5000b080015002501011100, hierarchical JPEG",
    "ffd8 ffcd000b080015002501011100, hierarchical JPEG",
    "ffd8 fff7000b080015002501011100, JPEG-LS",
    "ffd8 ffc0000b080000002501011100, JPEG that states its height behind its pixels",
    "ffd8 ffc0000e080015002502011100021100, JPEG of 2 components",
    "ffd8 ffc00017080015002505011100021100031100041100051100, JPEG of 5 components"
  })
  void shouldNameTheKindOfAJpegThatIsNotRead(String file, String kind) {
    ImageException e =
        assertThrows(ImageException.class, () -> ImageHeader.read(ImageFormat.JPEG, hex(file)));
    assertEquals(
        "the file is "
            + kind
            + ", which isn't read: save it as a baseline or progressive JPEG of 8 bits, or PNG",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ffd8 ffda000b080015002501011100", "ffd8 fffe0003aa ffd9 ffc0000b0800"})
  void shouldRefuseAJpegWithoutAFrame(String file) {
    ImageException e =
        assertThrows(ImageException.class, () -> ImageHeader.read(ImageFormat.JPEG, hex(file)));
    assertEquals("the JPEG file has no frame header before its pixels: damaged", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ffd8",
        "ffd8ff",
        "ffd8ffff",
        "ffd8ffe0",
        "ffd8ffe000",
        "ffd8ffe00010 4a46",
        "ffd8ffc0000b0800",
        "ffd8ffc0000b080015",
        "ffd8 01020304"
      })
  void shouldRefuseAJpegThatEndsWithinItsHeader(String file) {
    ImageException e =
        assertThrows(ImageException.class, () -> ImageHeader.read(ImageFormat.JPEG, hex(file)));
    assertEquals("the JPEG file ends within its header: truncated?", e.getMessage());
  }

  @Test
  void shouldRefuseOthersThatEndWithinTheirHeaders() {
    byte[] png = Arrays.copyOf(Images.png(8, 8, 1), 23);
    byte[] gif = Arrays.copyOf(Images.gif(8, 8, 1), 9);
    for (ImageFormat format : new ImageFormat[] {ImageFormat.PNG, ImageFormat.GIF}) {
      byte[] file = format == ImageFormat.PNG ? png : gif;
      ImageException e = assertThrows(ImageException.class, () -> ImageHeader.read(format, file));
      assertTrue(e.getMessage().startsWith("the " + format + " file ends"), e.getMessage());
    }
  }

  @Test
  void shouldReadSizesOfBmps() throws ImageException {
    assertEquals(SIZE, ImageHeader.read(ImageFormat.BMP, Images.bmp(37, 21, 1)));
    byte[] fromAbove = Bmps.file(37, -21, 24, new int[0], new byte[0]);
    assertEquals(SIZE, ImageHeader.read(ImageFormat.BMP, fromAbove));
    byte[] core = hex("424d 00000000 00000000 1a000000 0c000000 2500 1500 0100 1800");
    assertEquals(SIZE, ImageHeader.read(ImageFormat.BMP, core));
  }

  @Test
  void shouldLeaveOtherFormatsToTheirReaders() {
    assertThrows(
        IllegalArgumentException.class, () -> ImageHeader.read(ImageFormat.WEBP, Webps.LOSSY));
  }

  private static byte[] hex(String bytes) {
    return HexFormat.of().parseHex(bytes.replace(" ", ""));
  }
}
