package org.imagebeam.local;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Knows how much of Java's heap a list of files takes on its way through a pipeline of the direct
 * runner, which holds all of them, and refuses lists that this process has no room for.
 */
public final class HeapNeed {
  /** Beam and a small model, with room for young objects; measured with the embedded model. */
  private static final long BASE_BYTES = 48L << 20;

  /**
   * A file with its path, size and time, in the listing, as an element and as part of a group;
   * measured with paths of 85 characters.
   */
  private static final long BYTES_A_FILE = 512;

  private static final long MIB = 1 << 20;
  private static final long MAX_BYTES = findMaxBytes();

  private HeapNeed() {}

  /** The heap that many files need, in bytes. */
  public static long of(long files) {
    return BASE_BYTES + files * BYTES_A_FILE;
  }

  /** Whether this process has room for so many files. */
  public static boolean hasRoomFor(long files) {
    return of(files) <= MAX_BYTES;
  }

  /** The heap that this process may use, as {@code -Xmx} has it. */
  public static long maxBytes() {
    return MAX_BYTES;
  }

  /** Runtime.maxMemory leaves out what the collector keeps to copy to. */
  private static long findMaxBytes() {
    try {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return Long.parseLong(bean.getVMOption("MaxHeapSize").getValue());
    } catch (RuntimeException e) {
      return Runtime.getRuntime().maxMemory();
    }
  }

  /**
   * Sees that this process has room for a list.
   *
   * @throws HeapException if it hasn't, saying how much it needs
   */
  public static void requireRoomFor(long files) {
    if (hasRoomFor(files)) {
      return;
    }
    if (files * BYTES_A_FILE < BASE_BYTES) {
      throw new HeapException(
          String.format(
              Locale.ROOT,
              "Java's heap of %d MiB is too small for Beam and a network: start Java with a larger"
                  + " -Xmx (say -Xmx512m)",
              MAX_BYTES / MIB));
    }
    throw new HeapException(
        String.format(
            Locale.ROOT,
            "%,d files need a heap of %d MiB, and this process may use %d MiB: allow it more by"
                + " Java's -Xmx%dm, or classify the files in several runs",
            files,
            ceilMib(of(files)),
            MAX_BYTES / MIB,
            ceilMib(of(files))));
  }

  private static long ceilMib(long bytes) {
    return (bytes + MIB - 1) / MIB;
  }
}
