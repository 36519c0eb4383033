package org.imagebeam.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Makes one value of those of an option that was given several times, and takes it apart again. */
public final class RepeatedOption {
  /** No path has it, and no argument. */
  private static final String BETWEEN = "\0";

  private RepeatedOption() {}

  /** Makes one value of several. */
  public static String join(List<String> values) {
    return String.join(BETWEEN, values);
  }

  /** Returns the values; none of an empty one. */
  public static List<String> values(String joined) {
    requireNonNull(joined, "joined is null");
    return joined.isEmpty() ? List.of() : List.of(joined.split(BETWEEN, -1));
  }

  /** Returns a value as people read it. */
  public static String shown(String joined) {
    return joined.replace(BETWEEN, ", ");
  }
}
