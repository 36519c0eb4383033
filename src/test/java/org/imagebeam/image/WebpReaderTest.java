package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageFormat;
import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Shared;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pixels against libwebp's, which {@code scripts/webp-samples} has written down. */
class WebpReaderTest {
  private static final Path SAMPLES = Path.of("src/test/resources/webp");
  private static final JavaImageReader READER = new JavaImageReader(ImageLimits.DEFAULT);

  static Stream<Arguments> samples() throws IOException {
    return Files.readAllLines(SAMPLES.resolve("pixels.tsv"), StandardCharsets.UTF_8).stream()
        .map(line -> line.split("\t"))
        .map(
            cells ->
                Arguments.of(
                    cells[0], Integer.valueOf(cells[1]), Integer.valueOf(cells[2]), cells[3]));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("samples")
  void shouldGiveLibwebpsPixels(String name, int width, int height, String sha256)
      throws IOException, ImageException {
    byte[] file = Files.readAllBytes(SAMPLES.resolve(name + ".webp"));
    String actual =
        READER.read(
            ImageFormat.WEBP,
            file,
            rows -> {
              assertEquals(width, rows.width());
              assertEquals(height, rows.height());
              return sha256(rows);
            });
    assertEquals(sha256, actual);
  }

  private static String sha256(PixelRows rows) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] row = new byte[3 * rows.width()];
      for (int y = 0; y < rows.height(); y++) {
        rows.read(y, row);
        digest.update(row);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"still_m0_q80", "still_m2_q40", "still_m4_q80"})
  void shouldGiveThePixelsOfTheCases(String name) throws IOException, ImageException {
    Path webp = Shared.require("../cases/pictures/" + name + ".webp");
    Path png = Shared.require("../cases/pictures/" + name + ".webp.png");
    try (ImageDecoder decoder =
        new ImageDecoder(ImageLimits.DEFAULT, ExifMode.IGNORE, DecodeMode.EXACT)) {
      byte[] file = Files.readAllBytes(webp);
      ImageHeader size = decoder.size(file);
      assertArrayEquals(
          decoder.decode(Files.readAllBytes(png), size.height(), size.width()),
          decoder.decode(file, size.height(), size.width()));
    }
  }

  @Test
  void shouldNotReadFreedMemory() throws ImageException {
    PixelRows rows = READER.read(ImageFormat.WEBP, Webps.LOSSY, kept -> kept);
    assertThrows(IllegalStateException.class, () -> rows.read(0, new byte[48]));
  }

  @Test
  void shouldHoldTheCanvasAgainstTheLimits() {
    byte[] file = Webps.animated();
    // The width and height of the canvas.
    Arrays.fill(file, 24, 30, (byte) -1);
    ImageException e =
        assertThrows(ImageException.class, () -> READER.read(ImageFormat.WEBP, file, r -> r));
    assertEquals(
        "the header says 16777216 x 16777216 pixels",
        e.getMessage().replaceAll("(pixels).*", "$1"));
  }

  @Test
  void shouldRefuseAFrameBesideItsCanvas() {
    byte[] file = Webps.animated();
    // The frame's left edge, in steps of two pixels.
    file[52] = 1;
    ImageException e =
        assertThrows(ImageException.class, () -> READER.read(ImageFormat.WEBP, file, r -> r));
    assertEquals(
        "the WEBP file's first frame reaches over its edge: it is damaged", e.getMessage());
  }

  @Test
  void shouldRefuseADamagedBitStream() {
    byte[] image = Arrays.copyOfRange(Webps.LOSSY, 20, 50);
    byte[] file = Webps.riff(Webps.chunk("VP8 ", image));
    ImageException e =
        assertThrows(ImageException.class, () -> READER.read(ImageFormat.WEBP, file, r -> r));
    assertEquals("the WEBP file can't be decoded, it is damaged or truncated", e.getMessage());
  }
}
