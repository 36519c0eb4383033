package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Exif;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Shared;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link DecodeMode#FAST} gives, held against {@link DecodeMode#EXACT}. */
class DecodeModeTest {
  private static final ImageDecoder EXACT =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.EXACT);
  private static final ImageDecoder FAST =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.FAST);

  @AfterAll
  static void close() {
    EXACT.close();
    FAST.close();
  }

  @ParameterizedTest
  @CsvSource({"40, 30", "63, 64", "64, 63", "500, 63", "63, 500"})
  void shouldDecodeAllOfAnImageThatIsNotTwiceWhatIsWanted(int width, int height)
      throws ImageException {
    byte[] file = Images.jpeg(width, height, 3);
    assertArrayEquals(EXACT.decode(file, 32, 32), FAST.decode(file, 32, 32));
  }

  static Stream<Arguments> otherFormats() {
    return Stream.of(
        Arguments.of("PNG", Images.png(400, 300, 3)),
        Arguments.of("GIF", Images.gif(400, 300, 3)),
        Arguments.of("BMP", Images.bmp(400, 300, 3)),
        Arguments.of("WebP", Webps.LOSSY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("otherFormats")
  void shouldDecodeAllOfOtherFormats(String name, byte[] file) throws ImageException {
    assertArrayEquals(EXACT.decode(file, 16, 16), FAST.decode(file, 16, 16), name);
  }

  @ParameterizedTest(name = "{0} x {1}")
  @CsvSource({"64, 64", "65, 127", "128, 128", "255, 131", "256, 256", "511, 263", "801, 599"})
  void shouldSampleWhereExactDoes(int width, int height) throws ImageException {
    byte[] ramps = ramps(width, height);
    for (int orientation = 1; orientation <= 8; orientation++) {
      byte[] file = Exif.inJpeg(ramps, Exif.block(orientation));
      float[] exact = EXACT.decode(file, 32, 32);
      float[] fast = FAST.decode(file, 32, 32);
      assertFalse(Arrays.equals(exact, fast), "decoded all of it");
      // From one pixel of the result to the next, the ramps rise by 8. Exact is itself off by one
      // or so: its inverse DCT rounds down.
      double difference = meanDifference(exact, fast);
      assertTrue(difference < 2, "orientation " + orientation + " is off by " + difference);
    }
  }

  @Test
  void shouldCoverANetworkThatTakesNoSquares() throws ImageException {
    byte[] stored = ramps(269, 203);
    for (int orientation = 1; orientation <= 8; orientation++) {
      byte[] file = Exif.inJpeg(stored, Exif.block(orientation));
      int height = orientation >= 5 ? 33 : 24;
      int width = orientation >= 5 ? 24 : 33;
      double difference =
          meanDifference(EXACT.decode(file, height, width), FAST.decode(file, height, width));
      assertTrue(difference > 0 && difference < 2, orientation + " is off by " + difference);
    }
  }

  /** Red rises to the right, green downward. */
  private static byte[] ramps(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, new Color(255 * x / width, 255 * y / height, 128).getRGB());
      }
    }
    return Images.jpeg(image, 1);
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of("baseline", Images.jpeg(400, 300, 11)),
        Arguments.of("progressive", Images.progressiveJpeg(400, 300, 11)),
        Arguments.of("gray", Images.grayJpeg(400, 300, 11)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void shouldComeCloseForEveryKindOfJpeg(String name, byte[] file) throws ImageException {
    for (int size : new int[] {150, 75, 37}) {
      double difference =
          meanDifference(EXACT.decode(file, size, size), FAST.decode(file, size, size));
      assertTrue(difference > 0 && difference < 1.5, name + " is off by " + difference);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "castle.jpg, 299, 9",
    "castle.jpg, 224, 9",
    "cat_720p.jpg, 299, 2",
    "exif_landscape_6.jpg, 299, 7",
    "jetson_banana_0.jpg, 224, 2",
    "pil_sample_cmyk.jpg, 48, 6",
    "hopper_gray.jpg, 60, 8",
    "hopper_orientation_6.jpg, 60, 8"
  })
  void shouldComeCloseOnRealImages(String name, int size, double meanDifference)
      throws IOException, ImageException {
    byte[] file = Files.readAllBytes(Shared.require("images/" + name));
    double difference =
        meanDifference(EXACT.decode(file, size, size), FAST.decode(file, size, size));
    assertTrue(difference > 0 && difference < meanDifference, name + " is off by " + difference);
  }

  @Test
  void shouldEqualExactOnTheFlowersBecauseTheyAreSmall() throws IOException, ImageException {
    List<Path> flowers;
    try (Stream<Path> files = Files.walk(Shared.require("flowers"))) {
      flowers = files.filter(path -> path.toString().endsWith(".jpg")).sorted().limit(20).toList();
    }
    assertEquals(20, flowers.size());
    for (Path flower : flowers) {
      byte[] file = Files.readAllBytes(flower);
      assertArrayEquals(EXACT.decode(file, 299, 299), FAST.decode(file, 299, 299));
    }
  }

  @Test
  void shouldLimitThePixelsThatTheHeaderSaysNotThoseThatAreDecoded() throws ImageException {
    byte[] file = Images.jpeg(400, 300, 3);
    ImageLimits limits = new ImageLimits(ImageLimits.DEFAULT_MAX_BYTES, 400 * 300 - 1);
    try (ImageDecoder decoder = new ImageDecoder(limits, ExifMode.APPLY, DecodeMode.FAST)) {
      ImageException e = assertThrows(ImageException.class, () -> decoder.decode(file, 16, 16));
      assertEquals("the header says 400 x 300 pixels, more than maxPixels=119999", e.getMessage());
    }
  }

  private static double meanDifference(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      sum += Math.abs(expected[i] - actual[i]);
    }
    return sum / expected.length;
  }
}
