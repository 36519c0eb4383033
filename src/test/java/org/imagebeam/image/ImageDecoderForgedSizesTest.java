package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageFormat;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.image.format.Orientation;
import org.imagebeam.testing.Bmps;
import org.imagebeam.testing.Exif;
import org.imagebeam.testing.Gifs;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Tiffs;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small files that state sizes and counts which they don't have. Each ends with a message, in a
 * heap that couldn't hold what they state; the patience is for loops that would go on for minutes.
 */
class ImageDecoderForgedSizesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ImageDecoder DECODER =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.EXACT);

  /** Of the entries that {@link Tiffs#page} writes, the one of the strips' offsets. */
  private static final int STRIP_OFFSETS = 10 + 5 * 12;

  private static final int STRIP_COUNTS = 10 + 8 * 12;

  @AfterAll
  static void close() {
    DECODER.close();
  }

  private static byte[] tiff() {
    return Tiffs.page(4, 4, 1, 8, Tiffs.GRAY, new byte[16]);
  }

  private static byte[] tiff(int at, int value) {
    byte[] file = tiff();
    ByteBuffer.wrap(file).putInt(at, value);
    return file;
  }

  static Stream<Arguments> refused() {
    byte[] noNumbers = tiff(STRIP_OFFSETS + 4, Integer.MAX_VALUE);
    ByteBuffer.wrap(noNumbers).putShort(STRIP_OFFSETS + 2, (short) 5);
    byte[] manyEntries = tiff();
    ByteBuffer.wrap(manyEntries).putShort(8, (short) -1);
    byte[] bigCount = Tiffs.bigPage(2, 1, 1, 8, Tiffs.GRAY, new byte[2]);
    ByteBuffer.wrap(bigCount).putLong(18, Long.MAX_VALUE);
    byte[] bigOffset = Tiffs.bigPage(2, 1, 1, 8, Tiffs.GRAY, new byte[2]);
    ByteBuffer.wrap(bigOffset).putLong(8, Long.MAX_VALUE);
    return Stream.of(
        Arguments.of("strip offsets", tiff(STRIP_OFFSETS + 4, Integer.MAX_VALUE), "truncated"),
        Arguments.of("2^32 - 1 strip offsets", tiff(STRIP_OFFSETS + 4, -1), "truncated"),
        Arguments.of("strip offsets that are fractions", noNumbers, "truncated"),
        Arguments.of("strip sizes", tiff(STRIP_COUNTS + 4, Integer.MAX_VALUE), "truncated"),
        Arguments.of("entries of a page", manyEntries, "truncated"),
        Arguments.of("entries of a BigTIFF page", bigCount, "truncated"),
        Arguments.of("the place of a BigTIFF page", bigOffset, "truncated"),
        Arguments.of("the place of a page", tiff(4, Integer.MAX_VALUE), "truncated"),
        Arguments.of(
            "a tile",
            Tiffs.page(
                4,
                4,
                1,
                8,
                Tiffs.GRAY,
                new byte[16],
                Map.of(322, 1 << 30, 323, 1 << 30, 324, 0, 325, 16)),
            "over the limit"),
        Arguments.of(
            "a tile without pixels",
            Tiffs.page(
                4, 4, 1, 8, Tiffs.GRAY, new byte[16], Map.of(322, 0, 323, 4, 324, 0, 325, 16)),
            "damaged"),
        Arguments.of(
            "samples of a pixel",
            Tiffs.page(4, 4, 1, 8, Tiffs.GRAY, new byte[16], Map.of(277, Integer.MAX_VALUE)),
            "damaged"),
        Arguments.of(
            "strips in LZMA",
            Tiffs.page(4, 100_000, 1, 8, Tiffs.GRAY, new byte[16], Map.of(259, 34925, 278, 1)),
            "truncated"),
        Arguments.of("a JPEG's scans", manyScans(), "more than 500 scans"),
        Arguments.of("a strip's JPEG", jpegInTiff(), "more than the image has"),
        Arguments.of("a GIF's comment", gifWithLongComment(), "truncated"),
        Arguments.of("a GIF's frame", Gifs.hugeFrame(Images.gif(8, 8, 1)), "maxPixels"),
        Arguments.of("a PNG's text", pngText("tEXt"), "ends within its tEXt chunk"),
        Arguments.of("a PNG's palettes", pngText("sPLT"), "ends within its sPLT chunk"),
        Arguments.of("a PNG chunk without a name", pngText("\0\1\2\3"), "within a chunk"),
        Arguments.of("a WebP chunk", webpChunk(), "truncated, or its size damaged"),
        Arguments.of("a WebP file", webpSize(), "truncated"),
        Arguments.of("a BMP's header", bmp(14, Integer.MAX_VALUE), "damaged"),
        Arguments.of("a BMP's negative header", bmp(14, -40), "damaged"),
        Arguments.of("where a BMP's pixels are", bmp(10, Integer.MAX_VALUE), "truncated"),
        Arguments.of("before a BMP's pixels", bmp(10, -1), "truncated"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void shouldRefuseAtOnce(String name, byte[] file, String message) {
    assertTrue(file.length < 4_000, name);
    ImageException e =
        assertTimeoutPreemptively(
            PATIENCE,
            () -> assertThrows(ImageException.class, () -> DECODER.decode(file, 8, 8)),
            name);
    assertTrue(e.getMessage().contains(message), name + ": " + e.getMessage());
  }

  static Stream<Arguments> harmless() {
    byte[] ring = tiff(); // The page behind the first one is the first one.
    ByteBuffer.wrap(ring).putInt(10 + 9 * 12, 8);
    return Stream.of(
        Arguments.of("a ring of TIFF pages", ring),
        Arguments.of(
            "a TIFF page inside itself",
            Tiffs.page(4, 4, 1, 8, Tiffs.GRAY, new byte[16], Map.of(34665, 8, 330, 8))),
        Arguments.of("a BMP's colours", bmp(46, Integer.MAX_VALUE)),
        Arguments.of("a BMP's negative colours", bmp(46, -1)),
        Arguments.of("a BMP's pixel bytes", bmp(34, Integer.MAX_VALUE)),
        Arguments.of("a JPEG's EXIF", jpegExif()),
        Arguments.of("a WebP's EXIF", Webps.withExif(forgedExif())),
        Arguments.of("a PNG's EXIF", Exif.inPng(Images.png(8, 8, 1), forgedExif())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmless")
  void shouldReadWhatIsSoundWhereItMatters(String name, byte[] file) {
    float[] pixels = assertTimeoutPreemptively(PATIENCE, () -> DECODER.decode(file, 8, 8), name);
    assertEquals(3 * 8 * 8, pixels.length);
  }

  @Test
  void shouldNotMakeRoomForAPngChunkThatIsNotThere() {
    // Of 2^31 - 1 bytes behind the image, where EXIF data may be.
    byte[] png = Images.png(8, 8, 1);
    ByteBuffer file = ByteBuffer.allocate(png.length + 8);
    file.put(png, 0, png.length - 12).putInt(Integer.MAX_VALUE);
    file.put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(png, png.length - 12, 12);
    assertEquals(Orientation.UPRIGHT, Orientation.of(ImageFormat.PNG, file.array()));
  }

  /**
   * An EXIF block whose orientation is said to have 2^32 - 1 values, and whose pages are a ring.
   */
  private static byte[] forgedExif() {
    byte[] exif = Exif.block(6);
    ByteBuffer block = ByteBuffer.wrap(exif);
    block.order(exif[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    block.putInt(8 + 2 + 4, -1);
    block.putInt(8 + 2 + 12, 8);
    return exif;
  }

  private static byte[] jpegExif() {
    byte[] file = Images.orientedJpeg(8, 8, 6, 1);
    byte[] sound = Exif.block(6);
    byte[] forged = forgedExif();
    for (int i = 0; i + sound.length <= file.length; i++) {
      if (Arrays.equals(file, i, i + sound.length, sound, 0, sound.length)) {
        System.arraycopy(forged, 0, file, i, forged.length);
      }
    }
    return file;
  }

  /** A progressive JPEG with its first scan's header 501 times. */
  private static byte[] manyScans() {
    byte[] jpeg = Images.progressiveJpeg(8, 8, 1);
    int scan = 0;
    while (jpeg[scan] != (byte) 0xff || jpeg[scan + 1] != (byte) 0xda) {
      scan++;
    }
    byte[] header = {(byte) 0xff, (byte) 0xda, 0, 2};
    ByteBuffer file = ByteBuffer.allocate(jpeg.length + 500 * header.length);
    file.put(jpeg, 0, scan);
    for (int i = 0; i < 500; i++) {
      file.put(header);
    }
    return file.put(jpeg, scan, jpeg.length - scan).array();
  }

  private static byte[] jpegInTiff() {
    byte[] jpeg = Images.hugeJpeg(65_500, 65_500);
    return Tiffs.page(8, 8, 3, 8, Tiffs.RGB, jpeg, Map.of(259, 7, 262, 6));
  }

  /** A PNG whose second chunk states 2^31 - 1 bytes, for which libpng would make room. */
  private static byte[] pngText(String chunk) {
    byte[] png = Images.png(8, 8, 1);
    ByteBuffer file = ByteBuffer.allocate(png.length + 8).put(png, 0, 33);
    file.putInt(Integer.MAX_VALUE).put(chunk.getBytes(StandardCharsets.US_ASCII));
    return file.put(png, 33, png.length - 33).array();
  }

  private static byte[] gifWithLongComment() {
    byte[] gif = Images.gif(8, 8, 1);
    int frame = Gifs.frame(gif);
    ByteBuffer file = ByteBuffer.allocate(frame + 3).put(gif, 0, frame);
    return file.put((byte) 0x21).put((byte) 0xfe).put((byte) 0xff).array();
  }

  private static byte[] webpChunk() {
    byte[] file = Webps.withExif(Exif.block(6));
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(34, -2);
    return file;
  }

  private static byte[] webpSize() {
    byte[] file = Webps.LOSSY.clone();
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, -2);
    return file;
  }

  private static byte[] bmp(int at, int value) {
    byte[] file = Bmps.file(8, 8, 8, new int[256], new byte[64]);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    return file;
  }
}
