package org.imagebeam.graph;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads protocol buffers as text. With protobuf 5 for Python, {@code str(message)}, and with it
 * TensorFlow's {@code as_text=True}, leaves quotes and backslashes inside of bytes as they are,
 * which no parser takes, TensorFlow's own included. Such a file still has each value in a line of
 * its own, and all bytes that aren't printed as one of a few escapes, which tells what was meant:
 * only a backslash in front of what looks like the rest of an escape is read as one with it, and
 * then a tensor has fewer bytes than its shape promises.
 */
public final class TextProtos {
  private static final Pattern VALUE = Pattern.compile("(?m)^(\\s*\\w+: \")(.*)(\")$");

  /** An escape that such a file has, or what it should have escaped. */
  private static final Pattern BYTE = Pattern.compile("\\\\(?:[0-7]{3}|[tnr])|[\\\\\"]");

  private TextProtos() {}

  /**
   * Adds to a message what a text says.
   *
   * @throws TextFormat.ParseException if it is no text of such a message; names line and column
   */
  public static void merge(String text, Message.Builder message) throws TextFormat.ParseException {
    Message.Builder copy = message.clone();
    try {
      TextFormat.merge(text, message);
    } catch (TextFormat.ParseException e) {
      try {
        TextFormat.merge(withEscapes(text), copy);
      } catch (TextFormat.ParseException repaired) {
        throw e;
      }
      message.clear().mergeFrom(copy.buildPartial());
    }
  }

  private static String withEscapes(String text) {
    return VALUE
        .matcher(text)
        .replaceAll(
            line ->
                Matcher.quoteReplacement(line.group(1) + escaped(line.group(2)) + line.group(3)));
  }

  private static String escaped(String value) {
    return BYTE.matcher(value)
        .replaceAll(
            found -> {
              boolean escape = found.group().length() > 1;
              return Matcher.quoteReplacement(escape ? found.group() : "\\" + found.group());
            });
  }
}
