package org.imagebeam.cli.options;

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
