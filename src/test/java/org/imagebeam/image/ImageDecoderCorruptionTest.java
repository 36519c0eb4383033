package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Bmps;
import org.imagebeam.testing.Exif;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Tiffs;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageDecoderCorruptionTest {
  private static final int SEEDS = 500;

  /** Of a file's bytes; where headers and sizes are. */
  private static final int HEAD = 400;

  /** That images are made; a third of most of those here, so that JPEGs are halved on the way. */
  private static final int SIZE = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
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
    BufferedImage image = Images.draw(32, 24, 2, BufferedImage.TYPE_INT_RGB);
    return Stream.of(
        Arguments.of("JPEG", Images.orientedJpeg(32, 24, 6, 2)),
        Arguments.of("progressive JPEG", Images.progressiveJpeg(32, 24, 2)),
        Arguments.of("PNG", Exif.inPng(Images.png(32, 24, 2), Exif.block(6))),
        Arguments.of("GIF", Images.animatedGif(32, 24, 2)),
        Arguments.of("BMP", Images.bmp(32, 24, 2)),
        Arguments.of("palette BMP", Bmps.file(8, 8, 4, new int[16], new byte[32])),
        Arguments.of("TIFF", Tiffs.page(8, 8, 3, 8, Tiffs.RGB, new byte[192])),
        Arguments.of("LZW TIFF", Tiffs.encode("LZW", image)),
        Arguments.of("Deflate TIFF", Tiffs.encode("Deflate", image, image)),
        Arguments.of("JPEG TIFF", Tiffs.encode("JPEG", image)),
        Arguments.of("lossless WebP", Webps.LOSSLESS_ALPHA),
        Arguments.of("lossy WebP", Webps.LOSSY_ALPHA),
        Arguments.of("WebP with EXIF", Webps.withExif(Exif.block(6))),
        Arguments.of("animated WebP", Webps.animated()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void shouldBeReadOrRefusedAndNothingElse(String name, byte[] file) throws ImageException {
    assertEquals(3 * SIZE * SIZE, DECODER.decode(file, SIZE, SIZE).length);
    int refused = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] broken = corrupt(file, new SplittableRandom(seed));
      String what = name + " broken with seed " + seed;
      if (!assertTimeoutPreemptively(PATIENCE, () -> isRead(broken, what), what)) {
        refused++;
      }
    }
    assertTrue(refused > SEEDS / 20, name + ": only " + refused + " refused");
  }

  private static boolean isRead(byte[] file, String what) {
    String refusal = refusal(DECODER, file, what);
    assertEquals(refusal, refusal(FAST, file, what), what);
    return refusal.isEmpty();
  }

  private static String refusal(ImageDecoder decoder, byte[] file, String what) {
    try {
      assertEquals(3 * SIZE * SIZE, decoder.decode(file, SIZE, SIZE).length, what);
      return "";
    } catch (ImageException e) {
      assertEquals(1, e.getMessage().lines().count(), what + ": " + e.getMessage());
      // Words of the JVM, which it leaves out of what it throws often.
      assertFalse(e.getMessage().contains("java.base"), what + ": " + e.getMessage());
      return e.getMessage();
    }
  }

  private static byte[] corrupt(byte[] file, SplittableRandom random) {
    byte[] broken = file.clone();
    int from = random.nextInt(random.nextBoolean() ? file.length : Math.min(file.length, HEAD));
    switch (random.nextInt(5)) {
      case 0 -> {
        for (int i = random.nextInt(1, 20); i > 0; i--) {
          broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> broken[from] = (byte) random.nextInt(256);
      case 2 -> broken = Arrays.copyOf(file, from);
      case 3 -> Arrays.fill(broken, from, Math.min(file.length, from + 100), (byte) 0);
      default -> Arrays.fill(broken, from, Math.min(file.length, from + 4), (byte) 0xff);
    }
    return broken;
  }
}
