package org.imagebeam.bench;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Locale;

/**
 * What a contender says after a turn.
 *
 * @param images that it did
 * @param cpu seconds of processor time that they took
 */
record Answer(long images, double cpu) {
  private static final Splitter SPACES = Splitter.on(' ').omitEmptyStrings().trimResults();

  Answer {
    if (images < 1 || !(cpu >= 0) || Double.isInfinite(cpu)) {
      throw new IllegalArgumentException(
          "a turn can't be of " + images + " images and take " + cpu + " s");
    }
  }

  /**
   * Reads a line of {@link #line}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Answer parse(String line) {
    List<String> numbers = SPACES.splitToList(line);
    if (numbers.size() != 2) {
      throw new IllegalArgumentException("no answer of a contender: '" + line + "'");
    }
    try {
      return new Answer(Long.parseLong(numbers.get(0)), Double.parseDouble(numbers.get(1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no answer of a contender: '" + line + "'", e);
    }
  }

  String line() {
    return String.format(Locale.ROOT, "%d %.6f", images, cpu);
  }
}
