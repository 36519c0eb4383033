package org.imagebeam.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Command lines of tests. */
public final class Args {
  private Args() {}

  /** The usual words, without the options that are among the others, and then the others. */
  public static String[] of(List<String> usual, String... others) {
    List<String> args = new ArrayList<>();
    for (String word : usual) {
      int equals = word.indexOf('=');
      String option = word.substring(0, equals + 1);
      if (equals < 0 || Arrays.stream(others).noneMatch(other -> other.startsWith(option))) {
        args.add(word);
      }
    }
    args.addAll(List.of(others));
    return args.toArray(String[]::new);
  }
}
