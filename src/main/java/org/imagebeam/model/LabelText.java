package org.imagebeam.model;

import java.util.Locale;

/** Checks the names of classes before they are written into rows. */
final class LabelText {
  /** Ten times the longest name of ImageNet. */
  static final int MAX_LENGTH = 1_500;

  private LabelText() {}

  /**
   * Checks a name.
   *
   * @param line of the file, counted from 1
   * @param kind what it is, such as {@code label}
   * @throws LabelFileException if it is too long, or holds characters that break a line or can't be
   *     shown
   */
  static void require(String text, String file, int line, String kind) {
    if (text.length() > MAX_LENGTH) {
      throw new LabelFileException(
          file,
          line,
          String.format(
              Locale.ROOT,
              "the %s is %,d characters long, over the limit of %,d",
              kind,
              text.length(),
              MAX_LENGTH));
    }
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) {
        throw new LabelFileException(
            file,
            line,
            String.format(
                Locale.ROOT,
                "the %s holds the control character U+%04X",
                kind,
                (int) text.charAt(i)));
      }
    }
  }

  private static boolean isControl(char c) {
    return (Character.isISOControl(c) && c != '\t') || c == '\u2028' || c == '\u2029';
  }

  /** Whether nothing of it can be seen. */
  static boolean isInvisible(String text) {
    return text.codePoints()
        .allMatch(
            c ->
                Character.isWhitespace(c)
                    || Character.isSpaceChar(c)
                    || Character.getType(c) == Character.FORMAT);
  }
}
