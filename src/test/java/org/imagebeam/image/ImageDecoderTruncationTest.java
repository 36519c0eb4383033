package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Stream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Exif;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Shared;
import org.imagebeam.testing.Tiffs;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTruncationTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  private static final ImageDecoder DECODER =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.EXACT);

  private static final ImageDecoder FAST =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.FAST);

  @AfterAll
  static void close() {
    DECODER.close();
    FAST.close();
  }

  static Stream<Arguments> images() {
    BufferedImage image = Images.draw(WIDTH, HEIGHT, 2, BufferedImage.TYPE_INT_RGB);
    byte[] pixels = new byte[3 * WIDTH * HEIGHT];
    return Stream.of(
        Arguments.of("baseline JPEG", Images.jpeg(WIDTH, HEIGHT, 2)),
        Arguments.of("progressive JPEG", Images.progressiveJpeg(WIDTH, HEIGHT, 2)),
        Arguments.of("gray JPEG", Images.grayJpeg(WIDTH, HEIGHT, 2)),
        Arguments.of("PNG", Images.png(WIDTH, HEIGHT, 2)),
        Arguments.of("PNG with a palette", Images.palettePng(WIDTH, HEIGHT, 2)),
        Arguments.of("GIF", Images.gif(WIDTH, HEIGHT, 2)),
        Arguments.of("BMP", Images.bmp(WIDTH, HEIGHT, 2)),
        Arguments.of("TIFF", Tiffs.page(WIDTH, HEIGHT, 3, 8, Tiffs.RGB, pixels)),
        Arguments.of("LZW TIFF", Tiffs.encode("LZW", image)),
        Arguments.of("lossless WebP", Webps.LOSSLESS),
        Arguments.of("lossy WebP", Webps.LOSSY),
        Arguments.of("lossy WebP with alpha", Webps.LOSSY_ALPHA),
        Arguments.of("WebP with EXIF", Webps.withExif(Exif.block(6))),
        Arguments.of("animated WebP", Webps.animated()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void shouldBeRefusedWhereverItIsCut(String name, byte[] file) throws ImageException {
    assertEquals(3 * WIDTH * HEIGHT, DECODER.decode(file, HEIGHT, WIDTH).length);
    for (double part : new double[] {0.3, 0.6, 0.8, 0.95}) {
      byte[] cut = Arrays.copyOf(file, (int) (file.length * part));
      ImageException e =
          assertThrows(
              ImageException.class, () -> DECODER.decode(cut, 8, 8), name + " cut at " + part);
      assertTrue(e.getMessage().contains("truncated"), e.getMessage());
      assertEquals(1, e.getMessage().lines().count());
      ImageException fast =
          assertThrows(
              ImageException.class, () -> FAST.decode(cut, 8, 8), name + " cut at " + part);
      assertEquals(e.getMessage(), fast.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "caffe_cat.jpg",
        "hopper.png",
        "hopper.gif",
        "hopper.bmp",
        "hopper.tif",
        "hopper.webp",
        "pil_sample_cmyk.jpg"
      })
  void shouldRefuseRealImagesWhereverTheyAreCut(String name) throws IOException {
    byte[] file = Files.readAllBytes(Shared.require("images/" + name));
    for (double part : new double[] {0.3, 0.6, 0.95}) {
      byte[] cut = Arrays.copyOf(file, (int) (file.length * part));
      assertThrows(ImageException.class, () -> DECODER.decode(cut, 8, 8), "cut at " + part);
    }
  }

  @Test
  void shouldRefuseTheRealTruncatedJpeg() throws IOException {
    byte[] file = Files.readAllBytes(Shared.require("images/truncated_jpeg.jpg"));
    ImageException e = assertThrows(ImageException.class, () -> DECODER.decode(file, 8, 8));
    assertTrue(e.getMessage().contains("damaged or truncated"), e.getMessage());
  }

  /** The graph of 2015 refuses it too: DecodeJpeg with try_recover_truncated off. */
  @Test
  void shouldRefuseAJpegThatLacksNothingButItsEndMarker() {
    for (byte[] file :
        new byte[][] {Images.jpeg(WIDTH, HEIGHT, 2), Images.progressiveJpeg(WIDTH, HEIGHT, 2)}) {
      byte[] cut = Arrays.copyOf(file, file.length - 2);
      assertThrows(ImageException.class, () -> DECODER.decode(cut, 8, 8));
    }
  }

  /** Does what libpng does, which DecodeJpeg leaves PNG to. */
  @Test
  void shouldRefuseAPngThatLacksNothingButItsLastByte() {
    byte[] file = Images.png(WIDTH, HEIGHT, 2);
    byte[] cut = Arrays.copyOf(file, file.length - 1);
    assertThrows(ImageException.class, () -> DECODER.decode(cut, 8, 8));
  }

  @Test
  void shouldTakeAGifThatIsCutBehindItsFirstFrameBecauseOnlyThatIsUsed() throws ImageException {
    byte[] file = Images.animatedGif(WIDTH, HEIGHT, 2);
    byte[] cut = Arrays.copyOf(file, file.length * 3 / 4);
    float[] expected = DECODER.decode(Images.gif(WIDTH, HEIGHT, 2), HEIGHT, WIDTH);
    assertArrayEquals(expected, DECODER.decode(cut, HEIGHT, WIDTH));
  }

  @Test
  void shouldRefuseAnAnimatedGifThatIsCutWithinItsFirstFrame() {
    byte[] file = Images.animatedGif(WIDTH, HEIGHT, 2);
    byte[] cut = Arrays.copyOf(file, file.length / 4);
    ImageException e = assertThrows(ImageException.class, () -> DECODER.decode(cut, 8, 8));
    assertEquals("the GIF file ends within its first frame: truncated", e.getMessage());
  }

  @Test
  void shouldTakeATiffThatIsCutBehindItsFirstPageBecauseOnlyThatIsUsed() throws ImageException {
    BufferedImage first = Images.draw(WIDTH, HEIGHT, 2, BufferedImage.TYPE_INT_RGB);
    BufferedImage second = Images.draw(WIDTH, HEIGHT, 3, BufferedImage.TYPE_INT_RGB);
    byte[] file = Tiffs.encode("LZW", first, second);
    byte[] cut = Arrays.copyOf(file, file.length * 19 / 20);
    float[] expected = DECODER.decode(Tiffs.encode("LZW", first), HEIGHT, WIDTH);
    assertArrayEquals(expected, DECODER.decode(cut, HEIGHT, WIDTH));
  }
}
