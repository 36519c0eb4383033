package org.imagebeam.image.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Tiffs;
import org.junit.jupiter.api.Test;

class TiffPartsTest {
  private static final int ROWS_PER_STRIP = 278;
  private static final int COMPRESSION = 259;
  private static final int OFFSETS = 273;
  private static final int COUNTS = 279;
  private static final int SOFTWARE = 305;
  private static final int PLANAR = 284;

  /** Each strip has 8 rows. */
  /** A file of one strip whose tags state four. */
  private static byte[] file(String compression, int type) {
    byte[] file = Tiffs.encode(compression, Images.draw(64, 32, 1, type));
    return with(with(file, OFFSETS, 8, 9, 10, 11), COUNTS, 1, 1, 1, 1);
  }

  private static byte[] with(byte[] file, int tag, int... values) {
    ByteBuffer page = ByteBuffer.allocate(file.length + 4 * values.length).put(file);
    for (int value : values) {
      page.putInt(value);
    }
    int entry = entry(page, tag) > 0 ? entry(page, tag) : entry(page, SOFTWARE);
    page.putShort(entry, (short) tag).putShort(entry + 2, (short) 4);
    page.putInt(entry + 4, values.length);
    return page.putInt(entry + 8, values.length == 1 ? values[0] : file.length).array();
  }

  /** The offset of a tag's entry; 0 if there is none. */
  private static int entry(ByteBuffer page, int tag) {
    int first = page.getInt(4) + 2;
    for (int i = 0; i < page.getShort(first - 2); i++) {
      if (Short.toUnsignedInt(page.getShort(first + 12 * i)) == tag) {
        return first + 12 * i;
      }
    }
    return 0;
  }

  private static void assertRefused(int stated, int made, byte[] file) {
    ImageException e =
        assertThrows(ImageException.class, () -> TiffStructure.of(file, ImageLimits.DEFAULT));
    assertEquals(
        "the TIFF file states "
            + stated
            + " parts of its pixels, and its size makes "
            + made
            + ": it is damaged",
        e.getMessage());
  }

  @Test
  void shouldRefuseMorePartsWhereShortOnesWouldPass() throws ImageException {
    byte[] fax = with(file("CCITT T.6", BufferedImage.TYPE_BYTE_BINARY), ROWS_PER_STRIP, 8);
    TiffStructure.of(fax, ImageLimits.DEFAULT);
    assertRefused(4, 1, with(fax, ROWS_PER_STRIP, 1 << 20));
    assertRefused(4, 2, with(fax, ROWS_PER_STRIP, 16));
    byte[] planes = with(file("LZW", BufferedImage.TYPE_3BYTE_BGR), PLANAR, 2);
    assertRefused(4, 3, with(with(planes, COMPRESSION, 1), ROWS_PER_STRIP, -1));
  }

  @Test
  void shouldRefuseFewerPartsThanThereAre() {
    byte[] rgb = with(file("LZW", BufferedImage.TYPE_3BYTE_BGR), ROWS_PER_STRIP, 8);
    assertRefused(4, 12, with(rgb, PLANAR, 2));
    assertRefused(4, 32, with(rgb, ROWS_PER_STRIP, 1));
  }

  @Test
  void shouldTakeMorePartsWhereTheFirstAreReadAlike() throws ImageException {
    byte[] rgb = with(file("LZW", BufferedImage.TYPE_3BYTE_BGR), COMPRESSION, 1);
    TiffStructure more = TiffStructure.of(with(rgb, ROWS_PER_STRIP, 32), ImageLimits.DEFAULT);
    assertEquals(1, TiffParts.of(more).count());
  }
}
