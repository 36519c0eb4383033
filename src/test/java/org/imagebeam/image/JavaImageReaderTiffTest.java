package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.airlift.compress.zstd.ZstdCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageFormat;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Shared;
import org.imagebeam.testing.Tiffs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** What becomes of TIFF samples of all sizes and signs, and of strips in other compressions. */
class JavaImageReaderTiffTest {
  private static final JavaImageReader READER = new JavaImageReader(ImageLimits.DEFAULT);
  private static final int WHITE_IS_ZERO = 0;
  private static final int UNSIGNED = 1;
  private static final int SIGNED = 2;
  private static final int FLOATS = 3;

  static Stream<Arguments> samples() {
    return Stream.of(
        Arguments.of("floats to 1", FLOATS, 32, new double[] {0, 0.25, 0.5, 1}, "0 64 128 255"),
        Arguments.of("floats to 255", FLOATS, 32, new double[] {0, 1, 99.4, 255}, "0 1 99 255"),
        Arguments.of("floats to 65535", FLOATS, 32, new double[] {0, 257, 65535}, "0 1 255"),
        Arguments.of("a dark one", FLOATS, 32, new double[] {0, 0.1, 0.2}, "0 26 51"),
        Arguments.of("overshoot", FLOATS, 32, new double[] {-0.1, 0.5, 1.2}, "0 128 255"),
        Arguments.of("overshoot to 255", FLOATS, 32, new double[] {-9, 10, 270}, "0 10 255"),
        Arguments.of("no number", FLOATS, 32, new double[] {Double.NaN, 0.5, 1}, "0 128 255"),
        Arguments.of(
            "infinity", FLOATS, 32, new double[] {0.5, Double.POSITIVE_INFINITY}, "128 255"),
        Arguments.of("doubles", FLOATS, 64, new double[] {0, 0.5, 1}, "0 128 255"),
        Arguments.of("u32", UNSIGNED, 32, new double[] {0, 1e9, 4294967295.0}, "0 59 255"),
        Arguments.of("u32 to 65535", UNSIGNED, 32, new double[] {0, 25700, 65535}, "0 100 255"),
        Arguments.of("u32 to 255", UNSIGNED, 32, new double[] {0, 99, 255}, "0 99 255"),
        Arguments.of("i32", SIGNED, 32, new double[] {0, 1073741824, 2147483647}, "0 128 255"),
        Arguments.of("i32 to 255", SIGNED, 32, new double[] {0, 99, 255}, "0 99 255"),
        Arguments.of(
            "i32 both sides", SIGNED, 32, new double[] {-2147483648, 0, 2147483647}, "0 128 255"),
        Arguments.of("i16", SIGNED, 16, new double[] {0, 8192, 16384, 32767}, "0 64 128 255"),
        Arguments.of("i16 to 255", SIGNED, 16, new double[] {0, 99, 255}, "0 99 255"),
        Arguments.of("i16 both sides", SIGNED, 16, new double[] {-32768, 0, 32767}, "0 128 255"),
        Arguments.of("u16", UNSIGNED, 16, new double[] {0, 0x6432, 0x80ff, 65535}, "0 100 128 255"),
        Arguments.of("u8", UNSIGNED, 8, new double[] {0, 100, 255}, "0 100 255"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void shouldScaleLinearly(String name, int format, int bits, double[] values, String expected)
      throws ImageException {
    byte[] pixels = bytes(format, bits, values);
    Map<Integer, Integer> tags = Map.of(339, format);
    int[] right = Stream.of(expected.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertArrayEquals(
        right, gray(Tiffs.page(values.length, 1, 1, bits, Tiffs.GRAY, pixels, tags)), name);
    int[] inverse = Arrays.stream(right).map(value -> 255 - value).toArray();
    assertArrayEquals(
        inverse, gray(Tiffs.page(values.length, 1, 1, bits, WHITE_IS_ZERO, pixels, tags)), name);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void shouldScaleColoursTheSame(
      String name, int format, int bits, double[] values, String expected) throws ImageException {
    double[] colours = new double[3 * values.length];
    for (int i = 0; i < colours.length; i++) {
      colours[i] = values[i / 3];
    }
    byte[] file =
        Tiffs.page(
            values.length,
            1,
            3,
            bits,
            Tiffs.RGB,
            bytes(format, bits, colours),
            Map.of(339, format));
    int[] right = Stream.of(expected.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertArrayEquals(right, gray(file), name);
  }

  private static byte[] bytes(int format, int bits, double[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * bits / 8);
    for (double value : values) {
      if (format == FLOATS && bits == 32) {
        bytes.putFloat((float) value);
      } else if (format == FLOATS) {
        bytes.putDouble(value);
      } else {
        switch (bits) {
          case 8 -> bytes.put((byte) (int) value);
          case 16 -> bytes.putShort((short) (int) value);
          default -> bytes.putInt((int) (long) value);
        }
      }
    }
    return bytes.array();
  }

  /** The red of each pixel, which has to be its green and blue as well. */
  private static int[] gray(byte[] file) throws ImageException {
    byte[] pixels = decode(file);
    int[] gray = new int[pixels.length / 3];
    for (int i = 0; i < gray.length; i++) {
      gray[i] = Byte.toUnsignedInt(pixels[3 * i]);
      assertEquals(pixels[3 * i], pixels[3 * i + 1]);
      assertEquals(pixels[3 * i], pixels[3 * i + 2]);
    }
    return gray;
  }

  private static byte[] decode(byte[] file) throws ImageException {
    return READER.read(
        ImageFormat.of(file),
        file,
        rows -> {
          ByteBuffer all = ByteBuffer.allocate(3 * rows.width() * rows.height());
          byte[] row = new byte[3 * rows.width()];
          for (int y = 0; y < rows.height(); y++) {
            rows.read(y, row);
            all.put(row);
          }
          return all.array();
        });
  }

  @Test
  void shouldReadSamplesOfTwelveBits() throws ImageException {
    // 0x000, 0x800 and 0xfff, and four bits to fill up.
    byte[] packed = {0, 8, 0, (byte) 0xff, (byte) 0xf0};
    assertArrayEquals(new int[] {0, 128, 255}, gray(Tiffs.page(3, 1, 1, 12, Tiffs.GRAY, packed)));
  }

  @ParameterizedTest
  @CsvSource({"-3, 5", "-1, 1", "0, 1e6", "-300, 255"})
  void shouldRefuseFloatsThatAreNoImage(float smallest, float largest) {
    byte[] pixels = bytes(FLOATS, 32, new double[] {smallest, 0, largest});
    byte[] file = Tiffs.page(3, 1, 1, 32, Tiffs.GRAY, pixels, Map.of(339, FLOATS));
    ImageException e = assertThrows(ImageException.class, () -> decode(file));
    assertEquals(
        "the TIFF file's samples are floating-point numbers from "
            + smallest
            + " to "
            + largest
            + ", and only those from 0 to 1, to 255 or to 65535 are taken for an image: scale"
            + " them",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pets.jpg.f32.tif", "pets.jpg.u32.tif"})
  void shouldGiveThePixelsOfTheSixteenBitFile(String name) throws IOException, ImageException {
    byte[] right = decode(Files.readAllBytes(Shared.require("../cases/pictures/pets.jpg.u16.tif")));
    byte[] actual = decode(Files.readAllBytes(Shared.require("../cases/pictures/" + name)));
    assertEquals(right.length, actual.length);
    for (int i = 0; i < right.length; i++) {
      int off = Math.abs(Byte.toUnsignedInt(right[i]) - Byte.toUnsignedInt(actual[i]));
      assertEquals(0, off, 1, name + " at " + i);
    }
  }

  @Test
  void shouldReadBigTiffs() throws ImageException {
    byte[] rgb = {1, 2, 3, 40, 50, 60};
    assertArrayEquals(rgb, decode(Tiffs.bigPage(2, 1, 3, 8, Tiffs.RGB, rgb)));
    byte[] floats = bytes(FLOATS, 32, new double[] {0, 1});
    assertArrayEquals(
        new int[] {0, 63}, gray(Tiffs.bigPage(2, 1, 1, 32, Tiffs.GRAY, floats)), "0x3f800000");
  }

  @Test
  void shouldReadStripsInLzmaAndZstandard() throws IOException, ImageException {
    byte[] rgb = new byte[3 * 8 * 8];
    Arrays.setAll(new int[rgb.length], i -> rgb[i] = (byte) (i * i));
    ByteArrayOutputStream lzma = new ByteArrayOutputStream();
    try (XZOutputStream out = new XZOutputStream(lzma, new LZMA2Options())) {
      out.write(rgb);
    }
    assertArrayEquals(
        rgb, decode(Tiffs.page(8, 8, 3, 8, Tiffs.RGB, lzma.toByteArray(), Map.of(259, 34925))));
    ZstdCompressor compressor = new ZstdCompressor();
    byte[] zstd = new byte[compressor.maxCompressedLength(rgb.length)];
    int length = compressor.compress(rgb, 0, rgb.length, zstd, 0, zstd.length);
    byte[] strip = Arrays.copyOf(zstd, length);
    assertArrayEquals(rgb, decode(Tiffs.page(8, 8, 3, 8, Tiffs.RGB, strip, Map.of(259, 50000))));
    strip[length / 2] ^= 0x7f;
    strip[4] ^= 0x7f;
    ImageException e =
        assertThrows(
            ImageException.class,
            () -> decode(Tiffs.page(8, 8, 3, 8, Tiffs.RGB, strip, Map.of(259, 50000))));
    assertEquals(
        "a strip of the TIFF file can't be decompressed, it is damaged",
        e.getMessage().replaceAll(": .*", ""));
  }

  @Test
  void shouldTakeWrongCountsOfSampleSizes() throws ImageException {
    byte[] rgb = {1, 2, 3, 40, 50, 60};
    // A single 8, as one LONG, for three samples.
    byte[] one = Tiffs.page(2, 1, 3, 8, Tiffs.RGB, rgb);
    int entry = 10 + 2 * 12;
    ByteBuffer.wrap(one).putInt(entry + 4, 1).putShort(entry + 8, (short) 8);
    assertArrayEquals(rgb, decode(one));
    // Four for three samples, the last of them another.
    byte[] four = Arrays.copyOf(Tiffs.page(2, 1, 3, 8, Tiffs.RGB, rgb), 200);
    ByteBuffer.wrap(four).putInt(entry + 4, 4).putInt(entry + 8, 192);
    ByteBuffer.wrap(four).putLong(192, 0x0008_0008_0008_0010L);
    assertArrayEquals(rgb, decode(four));
  }

  @Test
  void shouldRefuseSamplesOfDifferentSizes() {
    byte[] file = Tiffs.page(2, 1, 3, 8, Tiffs.RGB, new byte[6]);
    ByteBuffer.wrap(file).putShort(file.length - 6 - 2, (short) 6);
    ImageException e = assertThrows(ImageException.class, () -> decode(file));
    assertEquals(
        "the TIFF file has samples of 8 and of 6 bits in a pixel, which isn't read: save it with"
            + " the same number for all",
        e.getMessage());
  }

  @Test
  void shouldUndoPremultipliedAlpha() throws ImageException {
    byte[] rgba = {50, 20, 10, 127, 10, 20, 30, -1, 7, 8, 9, 0};
    byte[] file = Tiffs.page(3, 1, 4, 8, Tiffs.RGB, rgba, Map.of(338, 1));
    assertArrayEquals(new byte[] {100, 40, 20, 10, 20, 30, 7, 8, 9}, decode(file));
  }

  @ParameterizedTest
  @CsvSource({
    "259, 34712, 'the TIFF file is compressed with JPEG 2000, which isn''t read: save it with LZW,"
        + " Deflate or no compression'",
    "259, 34887, 'the TIFF file is compressed with LERC, which isn''t read: save it with LZW,"
        + " Deflate or no compression'",
    "262, 32844, 'the TIFF file holds LogL, which isn''t read: convert it to RGB'",
    "339, 6, 'the TIFF file holds complex numbers, which aren''t an image'"
  })
  void shouldNameTheKindThatIsNotRead(int tag, int value, String message) {
    byte[] file = Tiffs.page(2, 1, 1, 8, Tiffs.GRAY, new byte[2], Map.of(tag, value));
    ImageException e = assertThrows(ImageException.class, () -> decode(file));
    assertEquals(message, e.getMessage());
  }
}
