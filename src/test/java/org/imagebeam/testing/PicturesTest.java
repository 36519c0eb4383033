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

class PicturesTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  static Stream<Arguments> pictures() {
    return Stream.of(
        Arguments.of("JPEG", 3, 8, Pictures.jpeg(WIDTH, HEIGHT, 1)),
        Arguments.of("JPEG", 3, 8, Pictures.progressiveJpeg(WIDTH, HEIGHT, 1)),
        Arguments.of("JPEG", 1, 8, Pictures.grayJpeg(WIDTH, HEIGHT, 1)),
        Arguments.of("JPEG", 3, 8, Pictures.orientedJpeg(WIDTH, HEIGHT, 6, 1)),
        Arguments.of("png", 3, 8, Pictures.png(WIDTH, HEIGHT, 1)),
        Arguments.of("png", 4, 8, Pictures.alphaPng(WIDTH, HEIGHT, 1)),
        Arguments.of("png", 1, 16, Pictures.png16(WIDTH, HEIGHT, 1)),
        Arguments.of("png", 3, 8, Pictures.palettePng(WIDTH, HEIGHT, 1)),
        Arguments.of("bmp", 3, 8, Pictures.bmp(WIDTH, HEIGHT, 1)));
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void shouldBeOfItsFormat(String format, int channels, int bits, byte[] picture)
      throws IOException {
    try (ImageInputStream in = open(picture)) {
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
    BufferedImage expected = Pictures.draw(WIDTH, HEIGHT, 7, BufferedImage.TYPE_INT_RGB);
    assertArrayEquals(pixels(expected), pixels(decode(Pictures.png(WIDTH, HEIGHT, 7))));
    assertArrayEquals(pixels(expected), pixels(decode(Pictures.bmp(WIDTH, HEIGHT, 7))));
    assertFalse(Arrays.equals(pixels(expected), pixels(decode(Pictures.png(WIDTH, HEIGHT, 8)))));
  }

  @Test
  void shouldBeProgressive() {
    assertEquals((byte) 0xC2, frameMarker(Pictures.progressiveJpeg(WIDTH, HEIGHT, 1)));
    assertEquals((byte) 0xC0, frameMarker(Pictures.jpeg(WIDTH, HEIGHT, 1)));
  }

  @Test
  void shouldBeTransparentInPlaces() throws IOException {
    int[] pixels = pixels(decode(Pictures.alphaPng(WIDTH, HEIGHT, 1)));
    assertTrue(Arrays.stream(pixels).anyMatch(pixel -> pixel >>> 24 == 0));
    assertTrue(Arrays.stream(pixels).anyMatch(pixel -> pixel >>> 24 == 0xFF));
  }

  @Test
  void shouldHaveAPalette() throws IOException {
    BufferedImage image = decode(Pictures.palettePng(WIDTH, HEIGHT, 1));
    assertTrue(image.getColorModel() instanceof IndexColorModel);
  }

  @Test
  void shouldHaveTwoDifferentFrames() throws IOException {
    try (ImageInputStream in = open(Pictures.animatedGif(WIDTH, HEIGHT, 1))) {
      ImageReader reader = reader(in);
      assertEquals(2, reader.getNumImages(true));
      int[] first = pixels(reader.read(0));
      assertArrayEquals(pixels(decode(Pictures.gif(WIDTH, HEIGHT, 1))), first);
      assertFalse(Arrays.equals(first, pixels(reader.read(1))));
      reader.dispose();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldHaveAnOrientation(int orientation)
      throws IOException, ImageProcessingException, MetadataException {
    byte[] picture = Pictures.orientedJpeg(WIDTH, HEIGHT, orientation, 1);
    ExifIFD0Directory exif =
        ImageMetadataReader.readMetadata(new ByteArrayInputStream(picture))
            .getFirstDirectoryOfType(ExifIFD0Directory.class);
    assertNotNull(exif);
    assertEquals(orientation, exif.getInt(ExifIFD0Directory.TAG_ORIENTATION));
    assertFalse(exif.hasErrors());
    int[] plain = pixels(decode(Pictures.jpeg(WIDTH, HEIGHT, 1)));
    assertArrayEquals(plain, pixels(decode(picture)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9})
  void shouldRefuseOtherOrientations(int orientation) {
    assertThrows(IllegalArgumentException.class, () -> Pictures.orientedJpeg(8, 8, orientation, 1));
  }

  @Test
  void shouldClaimToBeHuge() throws IOException {
    for (byte[] picture :
        new byte[][] {Pictures.hugePng(60_000, 50_000), Pictures.hugeJpeg(60_000, 50_000)}) {
      assertTrue(picture.length < 1000, "length " + picture.length);
      try (ImageInputStream in = open(picture)) {
        ImageReader reader = reader(in);
        assertEquals(60_000, reader.getWidth(0));
        assertEquals(50_000, reader.getHeight(0));
        reader.dispose();
      }
    }
  }

  @Test
  void shouldRefuseSizesThatAJpegCannotClaim() {
    assertThrows(IllegalArgumentException.class, () -> Pictures.hugeJpeg(65_536, 1));
    assertThrows(IllegalArgumentException.class, () -> Pictures.hugeJpeg(1, 0));
  }

  @ParameterizedTest
  @MethodSource("pictures")
  void shouldBeTruncatedAfterItsHeader(String format, int channels, int bits, byte[] picture)
      throws IOException {
    byte[] truncated = Pictures.truncated(picture);
    assertEquals(picture.length * 3 / 4, truncated.length);
    try (ImageInputStream in = open(truncated)) {
      ImageReader reader = reader(in);
      assertEquals(format, reader.getFormatName());
      assertEquals(WIDTH, reader.getWidth(0));
      assertEquals(HEIGHT, reader.getHeight(0));
      reader.dispose();
    }
    assertTrue(missesPixels(truncated, decode(picture)));
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

  private static ImageInputStream open(byte[] picture) throws IOException {
    return ImageIO.createImageInputStream(new ByteArrayInputStream(picture));
  }

  private static ImageReader reader(ImageInputStream in) {
    ImageReader reader = ImageIO.getImageReaders(in).next();
    reader.setInput(in);
    return reader;
  }

  private static BufferedImage decode(byte[] picture) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(picture));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }
}
