package org.imagebeam.cli.text;

import java.util.Locale;
import org.jline.utils.WCWidth;

/** Tells how wide a terminal shows a text. */
public final class TextWidth {
  private static final String DOTS = "...";
  private static final int FIRST_PRINTABLE = ' ';
  private static final int DELETE = 0x7f;

  /** Non-joiner and joiner, which change how their neighbours look, as in families of emoji. */
  private static final int FIRST_JOINER = 0x200c;

  private static final int LAST_JOINER = 0x200d;

  /** Letters that make a flag of the emoji before them. */
  private static final int FIRST_TAG = 0xe0020;

  private static final int LAST_TAG = 0xe007f;

  private TextWidth() {}

  /**
   * Returns a text of which everything can be seen, in a line of its own: a line break becomes
   * {@code \n}, and other characters that have no look, that turn the direction of writing or move
   * the cursor, become escapes such as {@code \x1B} or <code>&#92;u202E</code>.
   */
  public static String visible(String text) {
    if (isPlain(text) || text.codePoints().noneMatch(TextWidth::isUnseen)) {
      return text;
    }
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isUnseen(c)) {
                shown.append(escape(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  private static boolean isUnseen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.FORMAT ->
          !(c >= FIRST_JOINER && c <= LAST_JOINER) && !(c >= FIRST_TAG && c <= LAST_TAG);
      default -> false;
    };
  }

  private static String escape(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          c <= 0xff
              ? String.format(Locale.ROOT, "\\x%02X", c)
              : String.format(Locale.ROOT, "\\u%04X", c);
    };
  }

  /**
   * Returns how many columns of a terminal a text takes: two for each wide character, such as those
   * of Chinese, and none for those that go with the one before.
   *
   * @param text as {@link #visible} gives it
   */
  public static int columns(String text) {
    // Most are plain, and then the library isn't loaded.
    return isPlain(text) ? text.length() : text.codePoints().map(TextWidth::columns).sum();
  }

  private static int columns(int c) {
    return c >= FIRST_TAG && c <= LAST_TAG ? 0 : Math.max(0, WCWidth.wcwidth(c));
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= FIRST_PRINTABLE && c < DELETE);
  }

  /**
   * Returns a text that takes at most so many columns: dots in its middle stand for what is cut
   * out.
   *
   * @param columns at least 5
   */
  public static String cutMiddle(String text, int columns) {
    String shown = visible(text);
    if (columns(shown) <= columns) {
      return shown;
    }
    int room = columns - DOTS.length();
    int[] points = shown.codePoints().toArray();
    int head = 0;
    int used = 0;
    while (used + columns(points[head]) <= room / 2) {
      used += columns(points[head++]);
    }
    // What goes with the last character that is kept.
    while (columns(points[head]) == 0) {
      head++;
    }
    int tail = points.length;
    while (used + columns(points[tail - 1]) <= room) {
      used += columns(points[--tail]);
    }
    while (tail < points.length && columns(points[tail]) == 0) {
      tail++;
    }
    return new String(points, 0, head) + DOTS + new String(points, tail, points.length - tail);
  }
}
