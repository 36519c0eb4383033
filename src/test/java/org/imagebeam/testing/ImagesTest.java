package org.imagebeam.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.MetadataException;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  static Stream<Arguments> images() {
    return Stream.of(
        Arguments.of("JPEG", 3, 8, Images.jpeg(WIDTH, HEIGHT, 1)),
        Arguments.of("JPEG", 3, 8, Images.progressiveJpeg(WIDTH, HEIGHT, 1)),
        Arguments.of("JPEG", 1, 8, Images.grayJpeg(WIDTH, HEIGHT, 1)),
        Arguments.of("JPEG", 3, 8, Images.orientedJpeg(WIDTH, HEIGHT, 6, 1)),
        Arguments.of("png", 3, 8, Images.png(WIDTH, HEIGHT, 1)),
        Arguments.of("png", 4, 8, Images.alphaPng(WIDTH, HEIGHT, 1)),
        Arguments.of("png", 1, 16, Images.png16(WIDTH, HEIGHT, 1)),
        Arguments.of("png", 3, 8, Images.palettePng(WIDTH, HEIGHT, 1)),
        Arguments.of("bmp", 3, 8, Images.bmp(WIDTH, HEIGHT, 1)));
  }

  @ParameterizedTest
  @MethodSource("images")
  void shouldBeOfItsFormat(String format, int channels, int bits, byte[] image) throws IOException {
    try (ImageInputStream in = open(image)) {
      ImageReader reader = reader(in);
      assertEquals(format, reader.getFormatName());
      ColorModel colours = reader.read(0).getColorModel();
      assertEquals(WIDTH, reader.getWidth(0));
      assertEquals(HEIGHT, reader.getHeight(0));
      assertEquals(channels, colours.getNumComponents());
      assertEquals(bits, colours.getComponentSize(0));
      reader.dispose();
    }
  }

  @Test
  void shouldKeepThePixelsOfAPng() throws IOException {
    BufferedImage expected = Images.draw(WIDTH, HEIGHT, 7, BufferedImage.TYPE_INT_RGB);
    assertArrayEquals(pixels(expected), pixels(decode(Images.png(WIDTH, HEIGHT, 7))));
    assertArrayEquals(pixels(expected), pixels(decode(Images.bmp(WIDTH, HEIGHT, 7))));
    assertFalse(Arrays.equals(pixels(expected), pixels(decode(Images.png(WIDTH, HEIGHT, 8)))));
  }

  @Test
  void shouldBeProgressive() {
    assertEquals((byte) 0xC2, frameMarker(Images.progressiveJpeg(WIDTH, HEIGHT, 1)));
    assertEquals((byte) 0xC0, frameMarker(Images.jpeg(WIDTH, HEIGHT, 1)));
  }

  @Test
  void shouldBeTransparentInPlaces() throws IOException {
    int[] pixels = pixels(decode(Images.alphaPng(WIDTH, HEIGHT, 1)));
    assertTrue(Arrays.stream(pixels).anyMatch(pixel -> pixel >>> 24 == 0));
    assertTrue(Arrays.stream(pixels).anyMatch(pixel -> pixel >>> 24 == 0xFF));
  }

  @Test
  void shouldHaveAPalette() throws IOException {
    BufferedImage image = decode(Images.palettePng(WIDTH, HEIGHT, 1));
    assertTrue(image.getColorModel() instanceof IndexColorModel);
  }

  @Test
  void shouldHaveTwoDifferentFrames() throws IOException {
    try (ImageInputStream in = open(Images.animatedGif(WIDTH, HEIGHT, 1))) {
      ImageReader reader = reader(in);
      assertEquals(2, reader.getNumImages(true));
      int[] first = pixels(reader.read(0));
      assertArrayEquals(pixels(decode(Images.gif(WIDTH, HEIGHT, 1))), first);
      assertFalse(Arrays.equals(first, pixels(reader.read(1))));
      reader.dispose();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldHaveAnOrientation(int orientation)
      throws IOException, ImageProcessingException, MetadataException {
    byte[] image = Images.orientedJpeg(WIDTH, HEIGHT, orientation, 1);
    ExifIFD0Directory exif =
        ImageMetadataReader.readMetadata(new ByteArrayInputStream(image))
            .getFirstDirectoryOfType(ExifIFD0Directory.class);
    assertNotNull(exif);
    assertEquals(orientation, exif.getInt(ExifIFD0Directory.TAG_ORIENTATION));
    assertFalse(exif.hasErrors());
    int[] plain = pixels(decode(Images.jpeg(WIDTH, HEIGHT, 1)));
    assertArrayEquals(plain, pixels(decode(image)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9})
  void shouldRefuseOtherOrientations(int orientation) {
    assertThrows(IllegalArgumentException.class, () -> Images.orientedJpeg(8, 8, orientation, 1));
  }

  @Test
  void shouldClaimToBeHuge() throws IOException {
    for (byte[] image :
        new byte[][] {Images.hugePng(60_000, 50_000), Images.hugeJpeg(60_000, 50_000)}) {
      assertTrue(image.length < 1000, "length " + image.length);
      try (ImageInputStream in = open(image)) {
        ImageReader reader = reader(in);
        assertEquals(60_000, reader.getWidth(0));
        assertEquals(50_000, reader.getHeight(0));
        reader.dispose();
      }
    }
  }

  @Test
  void shouldRefuseSizesThatAJpegCannotClaim() {
    assertThrows(IllegalArgumentException.class, () -> Images.hugeJpeg(65_536, 1));
    assertThrows(IllegalArgumentException.class, () -> Images.hugeJpeg(1, 0));
  }

  @ParameterizedTest
  @MethodSource("images")
  void shouldBeTruncatedAfterItsHeader(String format, int channels, int bits, byte[] image)
      throws IOException {
    byte[] truncated = Images.truncated(image);
    assertEquals(image.length * 3 / 4, truncated.length);
    try (ImageInputStream in = open(truncated)) {
      ImageReader reader = reader(in);
      assertEquals(format, reader.getFormatName());
      assertEquals(WIDTH, reader.getWidth(0));
      assertEquals(HEIGHT, reader.getHeight(0));
      reader.dispose();
    }
    assertTrue(missesPixels(truncated, decode(image)));
  }

  private static boolean missesPixels(byte[] truncated, BufferedImage whole) {
    try {
      return !Arrays.equals(pixels(decode(truncated)), pixels(whole));
    } catch (IOException e) {
      return true;
    }
  }

  private static byte frameMarker(byte[] jpeg) {
    for (int i = 0; i < jpeg.length - 1; i++) {
      if (jpeg[i] == (byte) 0xFF && (jpeg[i + 1] == (byte) 0xC0 || jpeg[i + 1] == (byte) 0xC2)) {
        return jpeg[i + 1];
      }
    }
    throw new AssertionError("no frame header");
  }

  private static ImageInputStream open(byte[] image) throws IOException {
    return ImageIO.createImageInputStream(new ByteArrayInputStream(image));
  }

  private static ImageReader reader(ImageInputStream in) {
    ImageReader reader = ImageIO.getImageReaders(in).next();
    reader.setInput(in);
    return reader;
  }

  private static BufferedImage decode(byte[] image) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(image));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }
}
