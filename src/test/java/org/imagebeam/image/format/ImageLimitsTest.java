package org.imagebeam.image.format;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.ImageDecoder;
import org.imagebeam.testing.Bmps;
import org.imagebeam.testing.Gifs;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Tiffs;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImageLimitsTest {
  private static final ImageDecoder DECODER =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.EXACT);

  @AfterAll
  static void close() {
    DECODER.close();
  }

  @Test
  void shouldTakeWhatIsExactlyAtTheLimits() {
    ImageLimits limits = new ImageLimits(100, 12);
    assertDoesNotThrow(() -> limits.checkBytes(100));
    assertDoesNotThrow(() -> limits.checkPixels(3, 4));
    assertDoesNotThrow(() -> limits.checkPixels(12, 1));
  }

  @Test
  void shouldRefuseOneByteMore() {
    ImageLimits limits = new ImageLimits(100, 12);
    ImageLimitException e = assertThrows(ImageLimitException.class, () -> limits.checkBytes(101));
    assertEquals("the file has 101 bytes, more than maxImageBytes=100", e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"13, 1", "1, 13", "5, 3", "65535, 65535", "2147483647, 2147483647"})
  void shouldRefuseMorePixels(int width, int height) {
    ImageLimits limits = new ImageLimits(100, 12);
    ImageLimitException e =
        assertThrows(ImageLimitException.class, () -> limits.checkPixels(width, height));
    assertEquals(
        "the header says " + width + " x " + height + " pixels, more than maxPixels=12",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "-5, 3", "3, -5"})
  void shouldRefuseSizesBelowOne(int width, int height) {
    ImageException e =
        assertThrows(ImageException.class, () -> ImageLimits.DEFAULT.checkPixels(width, height));
    assertEquals(
        "the header says " + width + " x " + height + " pixels: the file is damaged",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "-1, 1"})
  void shouldNotBeBelowOne(long maxBytes, long maxPixels) {
    assertThrows(IllegalArgumentException.class, () -> new ImageLimits(maxBytes, maxPixels));
  }

  static Stream<Arguments> bombs() {
    byte[] smallScreen = Images.gif(8, 8, 1);
    ByteBuffer gif = ByteBuffer.wrap(smallScreen.clone()).order(ByteOrder.LITTLE_ENDIAN);
    gif.putShort(6, (short) 65_535).putShort(8, (short) 65_535);
    byte[] vp8 = Webps.image(Webps.LOSSY);
    ByteBuffer.wrap(vp8).order(ByteOrder.LITTLE_ENDIAN).putShort(14, (short) 16_383);
    ByteBuffer.wrap(vp8).order(ByteOrder.LITTLE_ENDIAN).putShort(16, (short) 16_383);
    return Stream.of(
        Arguments.of("PNG", Images.hugePng(65_535, 65_535)),
        Arguments.of("PNG of 2^31 - 1", Images.hugePng(Integer.MAX_VALUE, Integer.MAX_VALUE)),
        Arguments.of("JPEG", Images.hugeJpeg(65_535, 65_535)),
        Arguments.of("GIF", gif.array()),
        Arguments.of("GIF with a small screen", Gifs.hugeFrame(smallScreen)),
        Arguments.of("BMP", Bmps.file(65_535, 65_535, 24, new int[0], new byte[8])),
        Arguments.of("TIFF", Tiffs.page(65_535, 65_535, 3, 8, Tiffs.RGB, new byte[8])),
        Arguments.of("lossless WebP", Webps.hugeLossless(16_384, 16_384)),
        Arguments.of("lossy WebP", Webps.riff(vp8)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bombs")
  void shouldRefuseAClaimToBeHugeBeforeDecoding(String name, byte[] file) {
    assertThrows(ImageException.class, () -> DECODER.decode(new byte[] {1}, 8, 8));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    ImageException e = assertThrows(ImageException.class, () -> DECODER.decode(file, 8, 8));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(e.getMessage().endsWith("more than maxPixels=178956970"), e.getMessage());
    assertTrue(allocated < 16 << 20, name + " took " + allocated + " bytes");
  }

  @Test
  void shouldHoldForTheWholeFile() {
    try (ImageDecoder decoder =
        new ImageDecoder(new ImageLimits(50, 1000), ExifMode.APPLY, DecodeMode.EXACT)) {
      ImageException e =
          assertThrows(ImageException.class, () -> decoder.decode(new byte[51], 8, 8));
      assertEquals("the file has 51 bytes, more than maxImageBytes=50", e.getMessage());
    }
  }
}
