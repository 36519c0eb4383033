package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageFormat;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.image.format.ImageMemoryException;
import org.imagebeam.image.format.Orientation;
import org.imagebeam.testing.Bmps;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Tiffs;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaImageReaderTest {
  private static final JavaImageReader READER = new JavaImageReader(ImageLimits.DEFAULT);

  @Test
  void shouldReadBmpsOfOneBit() throws ImageException {
    int[] palette = {0x102030, 0xfffefd};
    byte[] file = Bmps.file(2, 2, 1, palette, new byte[] {0x40, 0, 0, 0, (byte) 0x80, 0, 0, 0});
    // The lower row comes first.
    assertPixels(file, 0xfffefd, 0x102030, 0x102030, 0xfffefd);
  }

  @Test
  void shouldReadBmpsOfFourAndEightBits() throws ImageException {
    int[] palette = {0x102030, 0x405060, 0x708090, 0xa0b0c0};
    byte[] four = {0x32, 0, 0, 0, 0x10, 0, 0, 0};
    assertPixels(Bmps.file(2, 2, 4, palette, four), 0x405060, 0x102030, 0xa0b0c0, 0x708090);
    byte[] eight = {3, 2, 0, 0, 1, 0, 0, 0};
    assertPixels(Bmps.file(2, 2, 8, palette, eight), 0x405060, 0x102030, 0xa0b0c0, 0x708090);
  }

  @Test
  void shouldReadBmpsOfTwentyFourAndThirtyTwoBits() throws ImageException {
    byte[] bytes = {1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0};
    assertPixels(Bmps.file(2, 2, 24, new int[0], bytes), 0x090807, 0x0c0b0a, 0x030201, 0x060504);
    byte[] words = {1, 2, 3, 0, 4, 5, 6, 99, 7, 8, 9, 0, 10, 11, 12, -1};
    assertPixels(Bmps.file(2, 2, 32, new int[0], words), 0x090807, 0x0c0b0a, 0x030201, 0x060504);
  }

  @Test
  void shouldReadBmpsFromAbove() throws ImageException {
    byte[] bytes = {1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0};
    assertPixels(Bmps.file(2, -2, 24, new int[0], bytes), 0x030201, 0x060504, 0x090807, 0x0c0b0a);
  }

  @Test
  void shouldTakeGrayForWhatItIs() throws ImageException {
    byte[] gray = {0, 1, 100, (byte) 200, (byte) 254, (byte) 255};
    assertPixels(
        Tiffs.page(3, 2, 1, 8, Tiffs.GRAY, gray),
        0x000000,
        0x010101,
        0x646464,
        0xc8c8c8,
        0xfefefe,
        0xffffff);
  }

  @Test
  void shouldTakeTheUpperOfSixteenBits() throws ImageException {
    byte[] gray = {0, -1, 0x64, 0x32, -1, -1, (byte) 0x80, 0};
    assertPixels(Tiffs.page(2, 2, 1, 16, Tiffs.GRAY, gray), 0x000000, 0x646464, 0xffffff, 0x808080);
    byte[] rgb = {1, 9, 2, 9, 3, 9, (byte) 0xf1, 9, (byte) 0xf2, 9, (byte) 0xf3, 9};
    assertPixels(Tiffs.page(2, 1, 3, 16, Tiffs.RGB, rgb), 0x010203, 0xf1f2f3);
  }

  @Test
  void shouldDropAlpha() throws ImageException {
    byte[] rgba = {10, 20, 30, 0, 40, 50, 60, 127, 70, 80, 90, -1};
    Map<Integer, Integer> unassociated = Map.of(338, 2);
    assertPixels(
        Tiffs.page(3, 1, 4, 8, Tiffs.RGB, rgba, unassociated), 0x0a141e, 0x28323c, 0x46505a);
    byte[] grayAlpha = {10, 0, 20, 127, 30, -1};
    assertPixels(
        Tiffs.page(3, 1, 2, 8, Tiffs.GRAY, grayAlpha, unassociated), 0x0a0a0a, 0x141414, 0x1e1e1e);
  }

  @Test
  void shouldReadCmyk() throws ImageException {
    byte[] cmyk = {0, 0, 0, 0, 0, 0, 0, -1, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0};
    float[] values = values(Tiffs.page(5, 1, 4, 8, Tiffs.CMYK, cmyk));
    // Paper, black, cyan, magenta, yellow; inks differ by what profile the JDK has.
    assertTrue(values[0] > 250 && values[1] > 250 && values[2] > 250, Arrays.toString(values));
    assertTrue(values[3] < 60 && values[4] < 60 && values[5] < 60, Arrays.toString(values));
    assertTrue(values[6] < 60 && values[7] > 120 && values[8] > 180, Arrays.toString(values));
    assertTrue(values[9] > 180 && values[10] < 60 && values[11] > 90, Arrays.toString(values));
    assertTrue(values[12] > 200 && values[13] > 200 && values[14] < 60, Arrays.toString(values));
  }

  @Test
  void shouldReadPalettes() throws ImageException {
    BufferedImage image = Images.draw(20, 10, 4, BufferedImage.TYPE_BYTE_INDEXED);
    assertPixels(Tiffs.encode("LZW", image), image.getRGB(0, 0, 20, 10, null, 0, 20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LZW", "Deflate", "ZLib", "PackBits"})
  void shouldReadCompressedTiffs(String compression) throws ImageException {
    BufferedImage image = Images.draw(20, 10, 4, BufferedImage.TYPE_INT_RGB);
    assertPixels(Tiffs.encode(compression, image), image.getRGB(0, 0, 20, 10, null, 0, 20));
  }

  @Test
  void shouldReadFaxes() throws ImageException {
    BufferedImage image = new BufferedImage(9, 2, BufferedImage.TYPE_BYTE_BINARY);
    image.setRGB(3, 1, 0xffffff);
    assertPixels(Tiffs.encode("CCITT T.6", image), image.getRGB(0, 0, 9, 2, null, 0, 9));
  }

  @Test
  void shouldReadTheFirstOfManyPages() throws ImageException {
    BufferedImage first = Images.draw(20, 10, 4, BufferedImage.TYPE_INT_RGB);
    BufferedImage second = Images.draw(30, 40, 5, BufferedImage.TYPE_INT_RGB);
    assertPixels(Tiffs.encode("LZW", first, second), first.getRGB(0, 0, 20, 10, null, 0, 20));
  }

  @Test
  void shouldReadLosslessWebps() throws ImageException {
    int[] expected = new int[Webps.WIDTH * Webps.HEIGHT];
    for (int i = 0; i < expected.length; i++) {
      int x = i % Webps.WIDTH;
      int y = i / Webps.WIDTH;
      expected[i] = Webps.pixel(x, y, 0) << 16 | Webps.pixel(x, y, 1) << 8 | Webps.pixel(x, y, 2);
    }
    assertPixels(Webps.LOSSLESS, expected);
    assertPixels(Webps.LOSSLESS_ALPHA, expected);
    assertPixels(Webps.animated(), expected);
    // A profile isn't applied, so a broken one does no harm.
    assertPixels(Webps.withProfile(new byte[128]), expected);
    assertPixels(Webps.withProfile(new byte[3]), expected);
  }

  @Test
  void shouldReadLossyWebps() throws ImageException {
    for (byte[] file : new byte[][] {Webps.LOSSY, Webps.LOSSY_ALPHA}) {
      float[] values = values(file);
      assertEquals(3 * 16 * 12, values.length);
      double off = 0;
      for (int i = 0; i < values.length; i += 3) {
        int x = i / 3 % 16;
        int y = i / 3 / 16;
        off += Math.abs(values[i] - (60 + 8 * x));
        off += Math.abs(values[i + 1] - (40 + 10 * y)) + Math.abs(values[i + 2] - 128);
      }
      assertTrue(off / values.length < 4, "off by " + off / values.length);
    }
  }

  @Test
  void shouldSayWhenTheHeapIsTooSmall() {
    long heap = Runtime.getRuntime().maxMemory();
    int side = (int) Math.sqrt(heap / 8.0);
    JavaImageReader unlimited = new JavaImageReader(new ImageLimits(1 << 30, Long.MAX_VALUE));
    byte[] file = Tiffs.page(side, side, 1, 8, Tiffs.GRAY, new byte[8]);
    ImageMemoryException e =
        assertThrows(
            ImageMemoryException.class, () -> unlimited.read(ImageFormat.TIFF, file, rows -> rows));
    assertTrue(
        e.getMessage().startsWith(side + " x " + side + " pixels need some "), e.getMessage());
    assertTrue(e.getMessage().endsWith("start Java with a larger -Xmx"), e.getMessage());
  }

  @Test
  void shouldRefuseATileThatIsLargerThanAnyImage() {
    // Of 2^31 - 1 by 16 pixels, of which a reader would make an array.
    byte[] file =
        Tiffs.page(
            4,
            4,
            1,
            8,
            Tiffs.GRAY,
            new byte[16],
            Map.of(322, Integer.MAX_VALUE, 323, 16, 324, 0, 325, 16));
    ImageException e =
        assertThrows(ImageException.class, () -> READER.read(ImageFormat.TIFF, file, rows -> rows));
    assertTrue(
        e.getMessage().contains("a tile has 2147483647 x 16 pixels: it is damaged"),
        e.getMessage());
  }

  @Test
  void shouldRefuseATiffWhosePixelsAreElsewhere() {
    byte[] pixels = new byte[12];
    byte[] sound = Tiffs.page(2, 2, 3, 8, Tiffs.RGB, pixels);
    for (Map<Integer, Integer> tags :
        Arrays.asList(
            Map.of(273, sound.length - 11), Map.of(279, 13), Map.of(273, -1), Map.of(279, -1))) {
      byte[] file = Tiffs.page(2, 2, 3, 8, Tiffs.RGB, pixels, tags);
      ImageException e =
          assertThrows(
              ImageException.class, () -> READER.read(ImageFormat.TIFF, file, rows -> rows));
      assertEquals("the TIFF file ends before its pixels do: truncated", e.getMessage());
    }
  }

  @Test
  void shouldRefuseAWebpWithoutAnImage() {
    ImageException e =
        assertThrows(
            ImageException.class,
            () ->
                READER.read(
                    ImageFormat.WEBP, Webps.riff(Webps.chunk("EXIF", new byte[5])), rows -> rows));
    assertEquals("the WEBP file has no image: it is damaged or truncated", e.getMessage());
  }

  @Test
  void shouldRefuseAWebpChunkThatIsLargerThanItsFile() {
    byte[] file = Webps.LOSSLESS.clone();
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(16, 39);
    ImageException e =
        assertThrows(ImageException.class, () -> READER.read(ImageFormat.WEBP, file, rows -> rows));
    assertEquals("a chunk of the WEBP file is truncated, or its size damaged", e.getMessage());
  }

  private static void assertPixels(byte[] file, int... rgb) throws ImageException {
    int[] actual = new int[rgb.length];
    float[] values = values(file);
    assertEquals(3 * rgb.length, values.length);
    for (int i = 0; i < actual.length; i++) {
      actual[i] =
          (int) values[3 * i] << 16 | (int) values[3 * i + 1] << 8 | (int) values[3 * i + 2];
    }
    int[] expected = Arrays.stream(rgb).map(pixel -> pixel & 0xffffff).toArray();
    assertArrayEquals(expected, actual);
  }

  private static float[] values(byte[] file) throws ImageException {
    return READER.read(
        ImageFormat.of(file),
        file,
        rows -> BilinearResize.resize(rows, Orientation.UPRIGHT, rows.height(), rows.width()));
  }
}
