package org.imagebeam.cli.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.Throwables;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Puts an event of a log into a line of JSON. Thread-safe. */
public final class LogEvent {
  /** Escaped, because a process's standard error may have any encoding. */
  private static final ObjectWriter WRITER =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build().writer();

  private static final Set<String> TEXTS = Set.of("time", "level", "logger", "message");

  private LogEvent() {}

  /**
   * Returns the line, without an end. Its members are {@code time} (ISO 8601, UTC), {@code level},
   * {@code logger}, {@code message}, those of the process ({@link ProcessMdc}), the given ones, and
   * the {@code stack_trace} of a throwable.
   *
   * @param values further members, which Jackson can write
   */
  public static String line(
      Level level,
      String logger,
      String message,
      Map<String, ?> values,
      @Nullable Throwable thrown) {
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("time", Instant.now().toString());
    event.put("level", level.name());
    event.put("logger", logger);
    event.put("message", message);
    event.putAll(ProcessMdc.values());
    event.putAll(values);
    if (thrown != null) {
      event.put("stack_trace", Throwables.getStackTraceAsString(thrown));
    }
    try {
      return WRITER.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      event.keySet().retainAll(TEXTS);
      return fallback(event);
    }
  }

  private static String fallback(Map<String, Object> texts) {
    try {
      return WRITER.writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }
}
