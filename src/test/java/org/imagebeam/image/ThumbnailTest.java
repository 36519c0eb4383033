package org.imagebeam.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageFormat;
import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.ImageLimits;
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

class ThumbnailTest {
  private static final double[] LIGHTNESS = {0.299, 0.587, 0.114};
  private static final ImageDecoder DECODER =
      new ImageDecoder(new ImageLimits(1 << 20, 1 << 20), ExifMode.APPLY, DecodeMode.FAST);

  @AfterAll
  static void close() {
    DECODER.close();
  }

  @ParameterizedTest
  @CsvSource({
    "400, 300, 160, 160, 120",
    "300, 400, 160, 120, 160",
    "333, 333, 100, 100, 100",
    "161, 10, 160, 160, 10",
    "1000, 2, 100, 100, 1",
    "30, 20, 160, 30, 20",
    "30, 20, 30, 30, 20",
    "9, 9, 1, 1, 1"
  })
  void shouldKeepTheAspect(int width, int height, int side, int expectedWidth, int expectedHeight)
      throws ImageException, IOException {
    BufferedImage image = thumbnail(Images.png(width, height, 1), side);
    assertEquals(expectedWidth, image.getWidth());
    assertEquals(expectedHeight, image.getHeight());
  }

  static Stream<Arguments> formats() {
    byte[] page = Tiffs.page(7, 5, 3, 8, Tiffs.RGB, new byte[3 * 7 * 5], Map.of());
    return Stream.of(
        Arguments.of("JPEG", 64, 48, Images.jpeg(64, 48, 2)),
        Arguments.of("gray JPEG", 64, 48, Images.grayJpeg(64, 48, 2)),
        Arguments.of("PNG", 64, 48, Images.alphaPng(64, 48, 2)),
        Arguments.of("GIF", 64, 48, Images.animatedGif(64, 48, 2)),
        Arguments.of("BMP", 64, 48, Images.bmp(64, 48, 2)),
        Arguments.of("WebP", Webps.WIDTH, Webps.HEIGHT, Webps.LOSSLESS),
        Arguments.of("TIFF", 7, 5, page));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("formats")
  void shouldShowEveryFormat(String format, int width, int height, byte[] file)
      throws ImageException, IOException {
    assertEquals(new ImageHeader(width, height), DECODER.size(file), format);
    assertShows(DECODER.decode(file, height, width), thumbnail(file, 100), format);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldBeUpright(int orientation) throws ImageException, IOException {
    byte[] file = Images.orientedJpeg(480, 320, orientation, 5);
    BufferedImage image = thumbnail(file, 120);
    assertEquals(orientation < 5 ? 120 : 80, image.getWidth());
    assertEquals(orientation < 5 ? 80 : 120, image.getHeight());
    float[] upright = DECODER.decode(file, image.getHeight(), image.getWidth());
    assertShows(upright, image, "orientation " + orientation);
  }

  @Test
  void shouldLeaveAnImageAsStoredIfTheDecoderDoes() throws ImageException, IOException {
    try (ImageDecoder ignoring =
        new ImageDecoder(ImageLimits.DEFAULT, ExifMode.IGNORE, DecodeMode.EXACT)) {
      byte[] file = Thumbnail.of(ignoring, Images.orientedJpeg(480, 320, 6, 5), 120);
      assertEquals(new ImageHeader(120, 80), ImageHeader.read(ImageFormat.JPEG, file));
    }
  }

  @Test
  void shouldMixWhatIsTooFineToBeSeen() throws ImageException, IOException {
    BufferedImage stripes = new BufferedImage(512, 512, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 512; x += 2) {
      for (int y = 0; y < 512; y++) {
        stripes.setRGB(x, y, 0xffffff);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(stripes, "png", png);
    BufferedImage image = thumbnail(png.toByteArray(), 128);
    for (int i = 0; i < 128; i++) {
      assertEquals(128, image.getRGB(i, 127 - i) & 0xff, 3);
    }
  }

  @Test
  void shouldShowAPhotograph() throws ImageException, IOException {
    byte[] file = Files.readAllBytes(Shared.require("images/hopper_orientation_6.jpg"));
    float[] whole = DECODER.decode(file, 128, 128);
    float[] expected = new float[64 * 64 * 3];
    for (int i = 0; i < whole.length; i++) {
      int pixel = i / 3;
      int place = pixel / 128 / 2 * 64 + pixel % 128 / 2;
      expected[3 * place + i % 3] += whole[i] / 4;
    }
    assertShows(expected, thumbnail(file, 64), "hopper");
  }

  @Test
  void shouldRefuseWhatCannotBeDecoded() {
    assertRefused("the file is empty", new byte[0]);
    assertRefused("not an image that can be read: the file is text", "hello".getBytes(UTF_8));
    assertRefused("the JPEG file can't be decoded", Images.truncated(Images.jpeg(64, 48, 1)));
    assertRefused("the PNG file can't be decoded", Images.truncated(Images.png(64, 48, 1)));
    assertRefused("the header says 4000 x 3000 pixels", Images.hugeJpeg(4000, 3000));
    assertRefused("the file has 1048577 bytes", new byte[(1 << 20) + 1]);
  }

  @Test
  void shouldRefuseASideOfNothing() {
    assertThrows(
        IllegalArgumentException.class, () -> Thumbnail.of(DECODER, Images.png(8, 8, 1), 0));
  }

  private static void assertRefused(String message, byte[] file) {
    ImageException e = assertThrows(ImageException.class, () -> thumbnail(file, 100));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  private static BufferedImage thumbnail(byte[] file, int side) throws ImageException, IOException {
    return ImageIO.read(new ByteArrayInputStream(Thumbnail.of(DECODER, file, side)));
  }

  /**
   * Asserts that it is the same image, but for what JPEG and the finer sampling change: each
   * pixel's lightness, and the colour of the whole.
   */
  private static void assertShows(float[] expected, BufferedImage image, String what) {
    int pixels = image.getWidth() * image.getHeight();
    assertEquals(expected.length, 3 * pixels, what);
    double[] colour = new double[3];
    double difference = 0;
    for (int i = 0; i < pixels; i++) {
      int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      double lighter = 0;
      for (int c = 0; c < 3; c++) {
        double more = (rgb >> (16 - 8 * c) & 0xff) - expected[3 * i + c];
        colour[c] += more / pixels;
        lighter += more * LIGHTNESS[c];
      }
      difference += Math.abs(lighter) / pixels;
    }
    assertTrue(difference < 5, what + " differs by " + difference);
    assertArrayEquals(new double[3], colour, 4, what);
  }
}
