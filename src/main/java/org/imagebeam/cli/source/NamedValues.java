package org.imagebeam.cli.source;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.imagebeam.local.InvalidValueException;

/** Reads options whose values have names of their own. */
final class NamedValues {
  private NamedValues() {}

  /**
   * Reads an option whose values are pairs, such as {@code --heads=colour=dense_3}.
   *
   * @param option with its dashes
   * @param form of a pair, such as {@code NAME=NODE}
   * @return the values by their names
   * @throws InvalidValueException if one is no pair, or two have the same name
   */
  static SortedMap<String, String> of(String option, String form, List<String> pairs) {
    SortedMap<String, String> values = new TreeMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        throw new InvalidValueException(
            option + "=" + pair + " is no pair: give it as " + option + "=" + form);
      }
      String name = pair.substring(0, equals);
      if (values.put(name, pair.substring(equals + 1)) != null) {
        throw new InvalidValueException(option + " names '" + name + "' twice");
      }
    }
    return values;
  }
}
