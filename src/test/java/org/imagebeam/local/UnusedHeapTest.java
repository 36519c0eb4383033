package org.imagebeam.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;

class UnusedHeapTest {
  /** In a process of its own, where nothing else fills the heap. */
  @Test
  void shouldCollectInTheProcessOfACommandAlone() throws Exception {
    assertEquals("0 1", ChildJvm.run(Released.class, Map.of(), "-"));
  }

  /**
   * Prints how many collections a release made, before and after the process was said to be own.
   */
  static final class Released {
    private Released() {}

    public static void main(String[] args) {
      long before = collections();
      UnusedHeap.release();
      long foreign = collections();
      UnusedHeap.ownProcess();
      UnusedHeap.release();
      long own = collections();
      System.out.print((foreign - before) + " " + Math.min(1, own - foreign));
    }

    private static long collections() {
      return ManagementFactory.getGarbageCollectorMXBeans().stream()
          .mapToLong(GarbageCollectorMXBean::getCollectionCount)
          .sum();
    }
  }
}
