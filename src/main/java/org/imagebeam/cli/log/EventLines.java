package org.imagebeam.cli.log;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.event.Level;

/**
 * Makes an event of each line of text: an error of the command's, a warning, or else news.
 * Thread-safe.
 */
final class EventLines extends OutputStream {
  private static final String NAME = "imagebeam";
  private static final String ERROR = NAME + ": ";
  private static final String WARNING = ERROR + "WARNING: ";

  private final PrintStream target;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /** Makes lines of UTF-8 text into events, which {@code target} gets; that stays open. */
  EventLines(PrintStream target) {
    this.target = target;
  }

  @Override
  public synchronized void write(int b) {
    if (b != '\n') {
      line.write(b);
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (!text.isBlank()) {
      target.println(event(text.strip()));
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    for (int i = 0; i < length; i++) {
      write(bytes[offset + i]);
    }
  }

  private static String event(String text) {
    if (text.startsWith(WARNING)) {
      return event(Level.WARN, text.substring(WARNING.length()));
    }
    return text.startsWith(ERROR)
        ? event(Level.ERROR, text.substring(ERROR.length()))
        : event(Level.INFO, text);
  }

  private static String event(Level level, String message) {
    return LogEvent.line(level, NAME, message, Map.of(), null);
  }
}
