package org.imagebeam.cli;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.imagebeam.local.InvalidValueException;

/** Reads and checks the values of options, in words about the option. */
final class OptionTypes {
  private OptionTypes() {}

  /**
   * Checks a value. Types other than numbers and booleans are left to whoever reads them.
   *
   * @param option with its dashes
   * @param type that the option's getter returns
   * @throws InvalidValueException if the value is none of the type
   */
  static void check(String option, Class<?> type, String value) {
    if (type == int.class || type == Integer.class) {
      number(option, "a whole number", Integer.MAX_VALUE, value, Integer::parseInt);
    } else if (type == long.class || type == Long.class) {
      number(option, "a whole number", Long.MAX_VALUE, value, Long::parseLong);
    } else if (type == double.class || type == Double.class) {
      number(option, "a number", Double.MAX_VALUE, value, Double::parseDouble);
    } else if ((type == boolean.class || type == Boolean.class)
        && !value.equals("true")
        && !value.equals("false")) {
      throw new InvalidValueException(option + " must be true or false, not '" + value + "'");
    }
  }

  /**
   * Reads an option whose values are pairs, such as {@code --heads=colour=dense_3}.
   *
   * @param option with its dashes
   * @param form of a pair, such as {@code NAME=NODE}
   * @return the values by their names
   * @throws InvalidValueException if one is no pair, or two have the same name
   */
  static SortedMap<String, String> pairs(String option, String form, List<String> pairs) {
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

  private static void number(
      String option, String kind, Number most, String value, Function<String, Number> parser) {
    try {
      Number unused = parser.apply(value);
    } catch (NumberFormatException e) {
      String limit = "";
      if (value.matches("[+-]?\\d+")) {
        limit = value.startsWith("-") ? " of at least -" + most : " of at most " + most;
      }
      throw new InvalidValueException(
          option + " must be " + kind + limit + ", not '" + value + "'", e);
    }
  }
}
