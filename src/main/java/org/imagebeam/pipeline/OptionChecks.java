package org.imagebeam.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagebeam.local.InvalidValueException;

/** Checks of options' values, which say of what is wrong which option it was given to. */
public final class OptionChecks {
  private OptionChecks() {}

  /**
   * Requires a number of at least 1.
   *
   * @param option without dashes
   * @throws InvalidValueException if it is less
   */
  public static int atLeastOne(String option, int value) {
    return atLeast(1, option, value);
  }

  /** Checks a long likewise. */
  public static long atLeastOne(String option, long value) {
    return atLeast(1, option, value);
  }

  /**
   * Requires a number of at least {@code least}.
   *
   * @param option without dashes
   * @throws InvalidValueException if it is less
   */
  public static int atLeast(int least, String option, int value) {
    return Math.toIntExact(atLeast((long) least, option, value));
  }

  /** Checks a long likewise. */
  public static long atLeast(long least, String option, long value) {
    if (value < least) {
      throw new InvalidValueException(
          "--" + option + " must be at least " + least + ", not " + value);
    }
    return value;
  }

  /**
   * Requires a number of at least {@code least} and at most {@code most}.
   *
   * @param option without dashes
   * @throws InvalidValueException if it is less or more
   */
  public static int between(int least, int most, String option, int value) {
    if (value > most) {
      throw new InvalidValueException(
          "--" + option + " must be at most " + most + ", not " + value);
    }
    return atLeast(least, option, value);
  }

  /**
   * Requires a text.
   *
   * @param option without dashes
   * @throws InvalidValueException if it is null or blank
   */
  public static String notBlank(String option, String value) {
    if (value == null || value.isBlank()) {
      throw new InvalidValueException("--" + option + " needs a value");
    }
    return value;
  }

  /**
   * The constant of an enumeration that is named as the value, in lower case.
   *
   * @param option without dashes
   * @throws InvalidValueException if there is none, saying which there are
   */
  public static <E extends Enum<E>> E oneOf(Class<E> type, String option, String value) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(value)) {
        return constant;
      }
      names.add(name);
    }
    throw new InvalidValueException(
        "--" + option + " must be " + String.join(" or ", names) + ", not '" + value + "'");
  }
}
