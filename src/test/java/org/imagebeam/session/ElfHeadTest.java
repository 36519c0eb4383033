package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ElfHeadTest {
  private static final int SEGMENTS_AT = 64;
  private static final int SEGMENT_BYTES = 56;

  /** A head with segments, each of an offset and a length, and with sections. */
  static byte[] head(long... segments) {
    int count = segments.length / 2;
    ByteBuffer head =
        ByteBuffer.allocate(SEGMENTS_AT + count * SEGMENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    head.putLong(32, SEGMENTS_AT).putLong(40, 5000);
    head.putShort(54, (short) SEGMENT_BYTES).putShort(56, (short) count);
    head.putShort(58, (short) 64).putShort(60, (short) 7).putShort(62, (short) 6);
    for (int i = 0; i < count; i++) {
      head.putLong(SEGMENTS_AT + i * SEGMENT_BYTES + 8, segments[2 * i]);
      head.putLong(SEGMENTS_AT + i * SEGMENT_BYTES + 32, segments[2 * i + 1]);
    }
    return head.array();
  }

  @Test
  void shouldEndWhereTheLastSegmentDoes() {
    assertEquals(OptionalLong.of(900), ElfHead.loadedBytes(head(0, 500, 600, 300, 550, 100)));
    assertEquals(OptionalLong.of(1L << 33), ElfHead.loadedBytes(head(0, 500, (1L << 33) - 10, 10)));
    assertEquals(OptionalLong.of(64 + 56), ElfHead.loadedBytes(head(0, 20)));
  }

  @Test
  void shouldKnowOtherFiles() {
    assertEquals(OptionalLong.empty(), ElfHead.loadedBytes(new byte[0]));
    assertEquals(OptionalLong.empty(), ElfHead.loadedBytes(new byte[ElfHead.BYTES]));
    assertEquals(
        OptionalLong.empty(),
        ElfHead.loadedBytes("MZ and so on".repeat(20).getBytes(StandardCharsets.US_ASCII)));
    byte[] head = head(0, 500);
    assertEquals(OptionalLong.empty(), ElfHead.loadedBytes(Arrays.copyOf(head, head.length - 1)));
    head[4] = 1;
    assertEquals(OptionalLong.empty(), ElfHead.loadedBytes(head));
    assertEquals(OptionalLong.empty(), ElfHead.loadedBytes(head()));
  }

  @Test
  void shouldDropTheSectionsAndNothingElse() {
    byte[] head = head(0, 500, 600, 300);
    byte[] dropped = head.clone();
    ElfHead.dropSections(dropped);
    Arrays.fill(head, 40, 48, (byte) 0);
    Arrays.fill(head, 60, 64, (byte) 0);
    assertArrayEquals(head, dropped);
  }
}
