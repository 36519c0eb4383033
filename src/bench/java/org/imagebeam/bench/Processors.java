package org.imagebeam.bench;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the processors have done since the machine started, in ticks, as Linux counts it.
 *
 * @param busy with whatever runs here, or kept back
 * @param stolen kept back by the hypervisor for others
 * @param all in total
 */
record Processors(long busy, long stolen, long all) {
  private static final Path STAT = Path.of("/proc/stat");
  private static final Splitter BLANKS = Splitter.on(' ').omitEmptyStrings();

  // user, nice, system, idle, iowait, irq, softirq, steal; those behind are among the first two.
  private static final int COLUMNS = 8;
  private static final int IDLE = 3;
  private static final int WAITING = 4;
  private static final int STOLEN = 7;

  /** Up to now; nothing but zeros where that is not known. */
  static Processors now() throws IOException {
    return Files.exists(STAT) ? parse(Files.readAllLines(STAT).get(0)) : new Processors(0, 0, 0);
  }

  static Processors parse(String line) {
    List<Long> ticks =
        BLANKS.splitToStream(line).skip(1).limit(COLUMNS).map(Long::parseLong).toList();
    long all = ticks.stream().mapToLong(Long::longValue).sum();
    return new Processors(all - ticks.get(IDLE) - ticks.get(WAITING), ticks.get(STOLEN), all);
  }

  /** How much of them was busy from {@code before} to this, of 1. */
  double busySince(Processors before) {
    return share(busy - before.busy, all - before.all);
  }

  /** How much of them was kept back. */
  double stolenSince(Processors before) {
    return share(stolen - before.stolen, all - before.all);
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
