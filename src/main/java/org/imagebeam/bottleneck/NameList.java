package org.imagebeam.bottleneck;

import java.util.List;
import java.util.stream.Collectors;

/** Lists of names in messages. */
final class NameList {
  private static final int MOST = 10;

  private NameList() {}

  /** Lists the first few names, in quotes, and says how many more there are. */
  static String some(List<String> names) {
    return join(names.stream().map(name -> "'" + name + "'").toList());
  }

  /** Lists the first few phrases, and says how many more there are. */
  static String join(List<String> phrases) {
    String first = phrases.stream().limit(MOST).collect(Collectors.joining(", "));
    return phrases.size() > MOST ? first + " and " + (phrases.size() - MOST) + " more" : first;
  }
}
