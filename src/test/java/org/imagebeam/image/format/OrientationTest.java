package org.imagebeam.image.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imagebeam.image.ArrayRows;
import org.imagebeam.image.BilinearResize;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.ImageDecoder;
import org.imagebeam.testing.Exif;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Shared;
import org.imagebeam.testing.Tiffs;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 16;
  private static final int ORIENTATION_TAG = 274;
  private static final byte[] JPEG = Images.jpeg(WIDTH, HEIGHT, 3);
  private static final byte[] PNG = Images.png(WIDTH, HEIGHT, 3);

  private static final ImageDecoder APPLYING =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.EXACT);
  private static final ImageDecoder IGNORING =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.IGNORE, DecodeMode.EXACT);

  @AfterAll
  static void close() {
    APPLYING.close();
    IGNORING.close();
  }

  static Stream<Arguments> images() {
    return IntStream.rangeClosed(1, 8).boxed().flatMap(OrientationTest::images);
  }

  private static Stream<Arguments> images(int orientation) {
    byte[] exif = Exif.block(orientation);
    byte[] pixels = new byte[3 * 7 * 5];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (2 * i);
    }
    Map<Integer, Integer> tag = Map.of(ORIENTATION_TAG, orientation);
    return Stream.of(
        Arguments.of("JPEG", orientation, WIDTH, HEIGHT, Exif.inJpeg(JPEG, exif)),
        Arguments.of("PNG", orientation, WIDTH, HEIGHT, Exif.inPng(PNG, exif)),
        Arguments.of("WebP", orientation, Webps.WIDTH, Webps.HEIGHT, Webps.withExif(exif)),
        Arguments.of("TIFF", orientation, 7, 5, Tiffs.page(7, 5, 3, 8, Tiffs.RGB, pixels, tag)));
  }

  @ParameterizedTest(name = "{0} of orientation {1}")
  @MethodSource("images")
  void shouldTurnUpright(String format, int orientation, int width, int height, byte[] file)
      throws ImageException {
    ArrayRows stored = ArrayRows.of(width, height, IGNORING.decode(file, height, width));
    ArrayRows seen = stored.turned(orientation);
    assertArrayEquals(
        seen.values(), APPLYING.decode(file, seen.height(), seen.width()), 1e-3f, format);
    assertArrayEquals(
        BilinearResize.resize(seen, Orientation.UPRIGHT, 11, 13),
        APPLYING.decode(file, 11, 13),
        1e-3f,
        format);
    assertEquals(
        orientation == 1,
        Arrays.equals(IGNORING.decode(file, 11, 13), APPLYING.decode(file, 11, 13)),
        format);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, -1, 4660})
  void shouldTakeOtherValuesForUpright(int orientation) throws ImageException {
    byte[] file = Exif.inJpeg(JPEG, Exif.block(orientation));
    assertArrayEquals(APPLYING.decode(JPEG, 9, 9), APPLYING.decode(file, 9, 9));
  }

  @Test
  void shouldIgnoreBrokenExif() throws ImageException {
    float[] jpeg = APPLYING.decode(JPEG, 9, 9);
    float[] png = APPLYING.decode(PNG, 9, 9);
    float[] webp = APPLYING.decode(Webps.LOSSLESS, 9, 9);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      byte[] exif = new byte[random.nextInt(40)];
      random.nextBytes(exif);
      // With and without a header that makes the rest be read.
      if (i % 2 == 0) {
        System.arraycopy(Exif.block(1), 0, exif, 0, Math.min(10, exif.length));
      }
      assertArrayEquals(jpeg, APPLYING.decode(Exif.inJpeg(JPEG, exif), 9, 9));
      assertArrayEquals(png, APPLYING.decode(Exif.inPng(PNG, exif), 9, 9));
      assertArrayEquals(webp, APPLYING.decode(Webps.withExif(exif), 9, 9));
    }
  }

  @Test
  void shouldIgnoreADirectoryThatRunsOutOfItsBlock() throws ImageException {
    byte[] exif = Exif.block(6);
    // 65,535 entries, of which one is there.
    exif[8] = exif[9] = (byte) 0xff;
    byte[] file = Exif.inJpeg(JPEG, exif);
    assertEquals(WIDTH * HEIGHT * 3, APPLYING.decode(file, HEIGHT, WIDTH).length);
  }

  @ParameterizedTest
  @CsvSource({"hopper_orientation_3.jpg, 3", "hopper_orientation_6.jpg, 6"})
  void shouldTurnRealImages(String name, int orientation) throws IOException, ImageException {
    byte[] file = Files.readAllBytes(Shared.require("images/" + name));
    ArrayRows stored = ArrayRows.of(128, 128, IGNORING.decode(file, 128, 128));
    float[] seen = APPLYING.decode(file, 128, 128);
    assertArrayEquals(stored.turned(orientation).values(), seen, 1e-3f);
    assertFalse(Arrays.equals(stored.values(), seen));
  }

  @Test
  void shouldTurnARealPhotographOnItsSide() throws IOException, ImageException {
    byte[] file = Files.readAllBytes(Shared.require("images/exif_landscape_6.jpg"));
    assertEquals(new ImageHeader(1200, 1800), ImageHeader.read(ImageFormat.JPEG, file));
    ArrayRows stored = ArrayRows.of(1200, 1800, IGNORING.decode(file, 1800, 1200));
    float[] expected = BilinearResize.resize(stored.turned(6), Orientation.UPRIGHT, 224, 224);
    assertArrayEquals(expected, APPLYING.decode(file, 224, 224), 1e-3f);
  }
}
