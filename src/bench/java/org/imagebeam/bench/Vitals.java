package org.imagebeam.bench;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** What Linux says of a process. */
final class Vitals {
  private static final Splitter BLANKS =
      Splitter.onPattern("\\s+").omitEmptyStrings().trimResults();
  private static final String PEAK = "VmHWM:";

  private Vitals() {}

  /** MiB that a running process has had in memory at most; none if it has ended, or elsewhere. */
  static OptionalDouble peak(long pid) {
    try {
      return peak(Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")));
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }

  static OptionalDouble peak(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith(PEAK))
        .map(line -> BLANKS.splitToList(line).get(1))
        .mapToDouble(kibibytes -> Long.parseLong(kibibytes) / 1024.0)
        .findFirst();
  }
}
