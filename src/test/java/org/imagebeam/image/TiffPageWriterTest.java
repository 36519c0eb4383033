package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TiffPageWriterTest {
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final int HEADER = 16;

  private static byte[] file() {
    byte[] file = new byte[21];
    for (int i = 0; i < file.length; i++) {
      file[i] = (byte) (100 + i);
    }
    return file;
  }

  private static TiffPageWriter writer(boolean big) {
    return new TiffPageWriter(file(), ORDER, big);
  }

  /** Reads the whole of an entry's fields: type, count, and what stands for the values. */
  private static long[] entry(byte[] written, boolean big, int index) {
    ByteBuffer file = ByteBuffer.wrap(written).order(ORDER);
    int page = page(file, big);
    int start = page + (big ? 8 + 20 * index : 2 + 12 * index);
    return new long[] {
      file.getShort(start),
      file.getShort(start + 2),
      big ? file.getLong(start + 4) : file.getInt(start + 4),
      big ? file.getLong(start + 12) : file.getInt(start + 8)
    };
  }

  private static int page(ByteBuffer file, boolean big) {
    return big ? (int) file.getLong(8) : file.getInt(4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldWriteAPageBehindTheFile(boolean big) {
    TiffPageWriter writer = writer(big);
    assertEquals(21, writer.add(new byte[] {9, 8, 7}));
    writer.put(273, TiffPageWriter.Type.LONG, 21, 1 << 20, 3);
    writer.put(256, TiffPageWriter.Type.SHORT, 0xfffe);
    byte[] written = writer.write(0);
    ByteBuffer file = ByteBuffer.wrap(written).order(ORDER);
    int page = page(file, big);
    assertEquals(0, page % 8);
    assertEquals(2, big ? file.getLong(page) : file.getShort(page));
    assertEquals(page + (big ? 8 + 2 * 20 + 8 : 2 + 2 * 12 + 4), written.length);
    assertEquals(0, written[written.length - 1], "there is no page behind it");
    assertArrayEquals(new long[] {256, 3, 1, 0xfffe}, entry(written, big, 0));
    assertArrayEquals(new long[] {273, 4, 3, 24}, entry(written, big, 1));
    assertEquals(21, file.getInt(24));
    assertEquals(1 << 20, file.getInt(28));
    assertEquals(3, file.getInt(32));
    assertArrayEquals(new byte[] {9, 8, 7}, Arrays.copyOfRange(written, 21, 24));
    assertArrayEquals(
        Arrays.copyOfRange(file(), HEADER, 21), Arrays.copyOfRange(written, HEADER, 21));
  }

  @Test
  void shouldPutInTheEntryWhatItHasRoomFor() {
    TiffPageWriter classic = writer(false);
    classic.put(258, TiffPageWriter.Type.SHORT, 8, 9);
    assertArrayEquals(new long[] {258, 3, 2, 9 << 16 | 8}, entry(classic.write(0), false, 0));
    TiffPageWriter big = writer(true);
    big.put(273, TiffPageWriter.Type.LONG8, 1L << 40);
    assertArrayEquals(new long[] {273, 16, 1, 1L << 40}, entry(big.write(0), true, 0));
    assertEquals(TiffPageWriter.Type.LONG8, TiffPageWriter.Type.ofOffsets(true));
    assertEquals(TiffPageWriter.Type.LONG, TiffPageWriter.Type.ofOffsets(false));
  }

  @Test
  void shouldKeepAnEntryAsItStands() {
    TiffPageWriter writer = writer(false);
    writer.put(256, TiffPageWriter.Type.LONG, 1);
    writer.put(256, new byte[] {0, 1, 5, 0, 1, 0, 0, 0, 20, 0, 0, 0});
    assertArrayEquals(new long[] {256, 5, 1, 20}, entry(writer.write(0), false, 0));
  }

  @Test
  void shouldBeAsLongAsItIsTold() {
    TiffPageWriter writer = writer(false);
    writer.put(256, TiffPageWriter.Type.LONG, 1);
    byte[] written = writer.write(1000);
    assertEquals(1000, written.length);
    assertArrayEquals(new long[] {256, 4, 1, 1}, entry(written, false, 0));
  }
}
