package org.imagebeam.image.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Shared;
import org.imagebeam.testing.Tiffs;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageFormatTest {
  static Stream<Arguments> images() {
    BufferedImage image = Images.draw(8, 8, 1, BufferedImage.TYPE_INT_RGB);
    return Stream.of(
        Arguments.of(ImageFormat.JPEG, Images.jpeg(8, 8, 1)),
        Arguments.of(ImageFormat.JPEG, Images.progressiveJpeg(8, 8, 1)),
        Arguments.of(ImageFormat.PNG, Images.png(8, 8, 1)),
        Arguments.of(ImageFormat.GIF, Images.gif(8, 8, 1)),
        Arguments.of(ImageFormat.GIF, "GIF87a".getBytes(UTF_8)),
        Arguments.of(ImageFormat.BMP, Images.bmp(8, 8, 1)),
        Arguments.of(ImageFormat.WEBP, Webps.LOSSY),
        Arguments.of(ImageFormat.WEBP, Webps.LOSSLESS),
        Arguments.of(ImageFormat.TIFF, Tiffs.encode("LZW", image)),
        Arguments.of(ImageFormat.TIFF, Tiffs.page(1, 1, 1, 8, Tiffs.GRAY, new byte[1])),
        Arguments.of(ImageFormat.TIFF, HexFormat.of().parseHex("49492a00")),
        Arguments.of(ImageFormat.TIFF, HexFormat.of().parseHex("4d4d002b")));
  }

  @ParameterizedTest
  @MethodSource("images")
  void shouldTellFormatsByTheirBytes(ImageFormat format, byte[] file) throws ImageException {
    assertEquals(format, ImageFormat.of(file));
  }

  @ParameterizedTest
  @CsvSource({
    "0000001c6674797061766966, 'the file is AVIF: convert it to JPEG or PNG first, for example with"
        + " avifdec'",
    "0000001c6674797061766973, 'the file is AVIF: convert it to JPEG or PNG first, for example with"
        + " avifdec'",
    "0000001c6674797068656963, 'the file is HEIC, as iPhones write it: convert it to JPEG first, for"
        + " example with heif-convert'",
    "0000001c667479706d696631, 'the file is HEIF: convert it to JPEG first, for example with"
        + " heif-convert'",
    "00000018667479706d6966310000000068656963, 'the file is HEIC, as iPhones write it: convert it to"
        + " JPEG first, for example with heif-convert'",
    "00000018667479706d6966310000000061766966, 'the file is AVIF: convert it to JPEG or PNG first,"
        + " for example with avifdec'",
    "00000014667479706d6966310000000061766966, 'the file is AVIF: convert it to JPEG or PNG first,"
        + " for example with avifdec'",
    "00000010667479706d6966310000000061766966, 'the file is HEIF: convert it to JPEG first, for"
        + " example with heif-convert'",
    "000000186674797058585858000000006d696631, 'the file is HEIF: convert it to JPEG first, for"
        + " example with heif-convert'",
    "0000000c4a584c20, 'the file is JPEG XL: convert it to JPEG or PNG first, for example with"
        + " djxl'",
    "ff0a, 'the file is JPEG XL: convert it to JPEG or PNG first, for example with djxl'",
    "0000000c6a502020, the file is JPEG 2000",
    "255044462d312e37, the file is PDF",
    "ff4fff51, the file is JPEG 2000",
    "4949bc01, the file is JPEG XR",
    "38425053, the file is Photoshop's PSD",
    "00000100010010100000010020, the file is an icon (ICO)",
    "00000100000000460000, its format is unknown",
    "716f6966, the file is QOI",
    "762f3101, the file is OpenEXR",
    "50360a, 'the file is PNM (PBM, PGM, PPM or PAM)'",
    "2521505320, the file is PostScript",
    "1f8b08, the file is compressed with gzip",
    "504b0304, the file is a ZIP archive",
    "000002000000000000000000100010002000, the file is TGA",
    "00000A000000000000000000100010002000, the file is TGA",
    "000002000000000000003000300030001020, the file is TGA",
    "000101000000011800000000300030000800, the file is TGA",
    "00000b000000000000000100010001000820, the file is TGA",
    "1a0109000000011000000000800080000800, the file is TGA",
    "00000200000000000000000000000000, its format is unknown",
    "000001000000000000003000300030000800, its format is unknown",
    "28000000460000002e00000001001800, the file is a BMP without its file header (DIB)",
    "69643d496d6167654d616769636b, the file is ImageMagick's MIFF",
    "248f010011af8001, the file is an FLI animation",
    "0a03010100000000, the file is PCX",
    "01da0101, the file is SGI",
    "01da8101, its format is unknown",
    "2f2a2058504d202a2f, the file is XPM",
    "00051607, the file is metadata of a Mac (AppleDouble)",
    "d0cf11e0a1b11ae1, 'the file is an OLE file, as FlashPix and Office make them'",
    "0000020001001010000001000100, the file is a cursor (CUR)",
    "0000001c6674797069736f6d, the file is a video (MP4)",
    "8b01f0c3, its format is unknown",
    "00, its format is unknown",
    "524946460000000057415645, the file is sound (WAV)",
    "524946460000000057415600, its format is unknown",
    "ffd8, its format is unknown",
    "42, the file is text",
    "3c68746d6c3e0d0a, the file is a web page (HTML)",
    "c3a4c3b6c3bc, the file is text"
  })
  void shouldRefuseOthersAndSayWhatTheyAre(String hex, String reason) {
    byte[] file = HexFormat.of().parseHex(hex);
    ImageException e = assertThrows(ImageException.class, () -> ImageFormat.of(file));
    assertEquals(
        "not an image that can be read: "
            + reason
            + "; the formats are JPEG, PNG, GIF, BMP, WebP and TIFF",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "'<!DOCTYPE html><p>Not found', a web page (HTML)",
    "' <?xml version=''1.0''?><svg/>', SVG",
    "'#define a_width 8', XBM",
    "'#define A 8', text",
    "'version https://git-lfs.github.com/spec/v1', a Git LFS pointer to a file that isn't here",
    "'a version https://git-lfs', text"
  })
  void shouldSayWhatATextIs(String text, String name) {
    ImageException e =
        assertThrows(ImageException.class, () -> ImageFormat.of(text.getBytes(UTF_8)));
    assertEquals(
        "not an image that can be read: the file is "
            + name
            + "; the formats are JPEG, PNG, GIF, BMP, WebP and TIFF",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"40, ' EMF', EMF", "128, DICM, DICOM", "257, ustar, a tar archive"})
  void shouldTellFormatsByWhatStandsFurtherIn(int offset, String mark, String name) {
    byte[] file = new byte[300];
    System.arraycopy(mark.getBytes(UTF_8), 0, file, offset, mark.length());
    ImageException e = assertThrows(ImageException.class, () -> ImageFormat.of(file));
    assertTrue(e.getMessage().contains("the file is " + name + ";"), e.getMessage());
  }

  @Test
  void shouldRefuseAnEmptyFile() {
    ImageException e = assertThrows(ImageException.class, () -> ImageFormat.of(new byte[0]));
    assertEquals("the file is empty", e.getMessage());
  }

  @Test
  void shouldRefuseARealAvif() throws IOException {
    byte[] file = Files.readAllBytes(Shared.require("images/hopper.avif"));
    ImageException e = assertThrows(ImageException.class, () -> ImageFormat.of(file));
    assertTrue(e.getMessage().contains("the file is AVIF"), e.getMessage());
  }
}
