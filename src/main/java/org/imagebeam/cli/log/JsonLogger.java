package org.imagebeam.cli.log;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** Writes events to standard error, those that have a high enough level. Thread-safe. */
final class JsonLogger extends LegacyAbstractLogger implements LoggingEventAware {
  private static final long serialVersionUID = 1L;

  private final String shortName;
  private final Level least;

  /** Makes the logger of a class or a package, by its name. */
  JsonLogger(String name) {
    this.name = name;
    this.shortName = name.substring(name.lastIndexOf('.') + 1);
    this.least = LogChoice.leastLevel(name);
  }

  private boolean isEnabled(Level level) {
    return level.toInt() >= least.toInt();
  }

  @Override
  public boolean isTraceEnabled() {
    return isEnabled(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isEnabled(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isEnabled(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isEnabled(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isEnabled(Level.ERROR);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable thrown) {
    write(level, format(pattern, arguments), Map.of(), thrown);
  }

  @Override
  public void log(LoggingEvent event) {
    Map<String, Object> values = new LinkedHashMap<>();
    if (event.getKeyValuePairs() != null) {
      for (KeyValuePair pair : event.getKeyValuePairs()) {
        values.put(pair.key, pair.value);
      }
    }
    write(
        event.getLevel(),
        format(event.getMessage(), event.getArgumentArray()),
        values,
        event.getThrowable());
  }

  private static String format(String pattern, Object @Nullable [] arguments) {
    return String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
  }

  private void write(
      Level level, String message, Map<String, Object> values, @Nullable Throwable thrown) {
    LogChoice.errors().println(LogEvent.line(level, shortName, message, values, thrown));
  }
}
