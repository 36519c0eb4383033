package org.imagebeam.local;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HeapNeedTest {
  private static final long MIB = 1 << 20;

  @Test
  void shouldAskForMoreTheMoreFilesThereAre() {
    assertEquals(48 * MIB, HeapNeed.of(0));
    assertEquals(48 * MIB + 200_000 * 512L, HeapNeed.of(200_000));
  }

  @Test
  void shouldSayHowMuchIsNeeded() {
    long most = (HeapNeed.maxBytes() - HeapNeed.of(0)) / (HeapNeed.of(1) - HeapNeed.of(0));
    assertTrue(HeapNeed.hasRoomFor(most));
    assertDoesNotThrow(() -> HeapNeed.requireRoomFor(most));
    HeapException e = assertThrows(HeapException.class, () -> HeapNeed.requireRoomFor(2 * most));
    long needed = (HeapNeed.of(2 * most) + MIB - 1) / MIB;
    assertEquals(
        String.format(
            "%,d files need a heap of %d MiB, and this process may use %d MiB: allow it more by"
                + " Java's -Xmx%dm, or classify the files in several runs",
            2 * most, needed, HeapNeed.maxBytes() / MIB, needed),
        e.getMessage());
  }
}
