package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Tiffs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaxCheckTest {
  private static final ImageDecoder DECODER =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.EXACT);
  private static final int WIDTH = 64;
  private static final int HEIGHT = 32;
  private static final BufferedImage DRAWN = noise();

  /** Of libtiff: 16 pixels, 1 is white. */
  private static final String[] ROWS = {
    "0001111000001011",
    "0001111000001011",
    "1111111111111111",
    "0000000000000000",
    "0101010101010101",
    "0000111000011011"
  };

  @AfterAll
  static void close() {
    DECODER.close();
  }

  private static BufferedImage noise() {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_BYTE_BINARY);
    Random random = new Random(1);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      image.setRGB(i % WIDTH, i / WIDTH, random.nextBoolean() ? 0xffffff : 0);
    }
    return image;
  }

  private static float[] drawn() {
    float[] pixels = new float[3 * WIDTH * HEIGHT];
    for (int i = 0; i < pixels.length; i++) {
      int at = i / 3;
      pixels[i] = DRAWN.getRGB(at % WIDTH, at / WIDTH) & 0xff;
    }
    return pixels;
  }

  /** The value of a tag, or what it becomes. */
  private static int tag(byte[] file, int tag, int value) {
    ByteBuffer page = ByteBuffer.wrap(file);
    int first = page.getInt(4) + 2;
    for (int i = 0; i < page.getShort(first - 2); i++) {
      int entry = first + 12 * i;
      if (Short.toUnsignedInt(page.getShort(entry)) == tag) {
        if (value != 0) {
          page.putShort(entry + 2, (short) 4).putInt(entry + 8, value);
        }
        return page.getInt(entry + 8);
      }
    }
    throw new AssertionError("no tag " + tag);
  }

  private static void assertDamaged(byte[] file) {
    ImageException e =
        assertThrows(ImageException.class, () -> DECODER.decode(file, HEIGHT, WIDTH));
    assertEquals(
        "the TIFF file's fax codes don't make up its rows: it is damaged or truncated",
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CCITT RLE", "CCITT T.4", "CCITT T.6"})
  void shouldReadSoundCodesAndRefuseDamagedOnes(String compression) throws ImageException {
    byte[] file = Tiffs.encode(compression, DRAWN);
    assertArrayEquals(drawn(), DECODER.decode(file, HEIGHT, WIDTH));
    int strip = tag(file, 273, 0);
    for (int i = 40; i < 50; i++) {
      file[strip + i] = 0;
    }
    assertDamaged(file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CCITT T.4", "CCITT T.6"})
  void shouldRefuseCodesOfFewerRowsThanTheImageHas(String compression) {
    byte[] file = Tiffs.encode(compression, DRAWN);
    tag(file, 257, HEIGHT + 8);
    tag(file, 278, HEIGHT + 8);
    assertDamaged(file);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 000187887c000187887c00013505c001a800011d0e8743a1d0e8743a0001baf1f0",
    "5, 0001c3c43e00017e00019a82e0011a8370018e8743a1d0e8743a1d00010b636a",
  })
  void shouldReadGroup3AsLibtiffWritesIt(int options, String strip) throws ImageException {
    byte[] codes = HexFormat.of().parseHex(strip);
    byte[] file = Tiffs.page(16, 6, 1, 1, Tiffs.GRAY, codes, Map.of(259, 3, 292, options));
    float[] pixels = DECODER.decode(file, 6, 16);
    for (int y = 0; y < ROWS.length; y++) {
      StringBuilder row = new StringBuilder();
      for (int x = 0; x < 16; x++) {
        row.append(pixels[3 * (16 * y + x)] == 255 ? '1' : '0');
      }
      assertEquals(ROWS[y], row.toString());
    }
  }

  @Test
  void shouldLookIntoBigTiffsToo() throws ImageException {
    // In group 4 a row of white is one bit.
    byte[] codes = {(byte) 0x80};
    byte[] file = Tiffs.bigPage(8, 1, 1, 1, 0, codes);
    ByteBuffer page = ByteBuffer.wrap(file);
    // The entry of the compression comes fourth.
    assertEquals(259, page.getShort(16 + 1 + 8 + 3 * 20));
    page.putLong(16 + 1 + 8 + 3 * 20 + 12, 4);
    assertEquals(255, DECODER.decode(file, 1, 8)[0]);
    file[16] = 0;
    assertDamaged(file);
  }
}
