package org.imagebeam.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imagebeam.local.InvalidValueException;

/** Checks the values of settings; the exceptions name the setting. */
public final class OptionChecks {
  private OptionChecks() {}

  /**
   * Requires a number of at least 1.
   *
   * @param setting its name
   * @throws InvalidValueException if it is less
   */
  public static int atLeastOne(String setting, int value) {
    return atLeast(1, setting, value);
  }

  /** Checks a long likewise. */
  public static long atLeastOne(String setting, long value) {
    return atLeast(1, setting, value);
  }

  /**
   * Requires a number of at least {@code least}.
   *
   * @param setting its name
   * @throws InvalidValueException if it is less
   */
  public static int atLeast(int least, String setting, int value) {
    return Math.toIntExact(atLeast((long) least, setting, value));
  }

  /** Checks a long likewise. */
  public static long atLeast(long least, String setting, long value) {
    if (value < least) {
      throw InvalidValueException.of(setting, "must be at least " + least + ", not " + value);
    }
    return value;
  }

  /**
   * Requires a number of at least {@code least} and at most {@code most}.
   *
   * @param setting its name
   * @throws InvalidValueException if it is less or more
   */
  public static int between(int least, int most, String setting, int value) {
    if (value > most) {
      throw InvalidValueException.of(setting, "must be at most " + most + ", not " + value);
    }
    return atLeast(least, setting, value);
  }

  /**
   * Requires a text.
   *
   * @param setting its name
   * @throws InvalidValueException if it is null or blank
   */
  public static String notBlank(String setting, String value) {
    if (value == null || value.isBlank()) {
      throw InvalidValueException.of(setting, "needs a value");
    }
    return value;
  }

  /**
   * The constant of an enumeration that is named as the value, in lower case.
   *
   * @param setting its name
   * @throws InvalidValueException if there is none, saying which there are
   */
  public static <E extends Enum<E>> E oneOf(Class<E> type, String setting, String value) {
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(value)) {
        return constant;
      }
      names.add(name);
    }
    throw InvalidValueException.of(setting, "must be " + choice(names) + ", not '" + value + "'");
  }

  private static String choice(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }
}
