package org.imagebeam.table;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.imagebeam.storage.Storage;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of JSON Lines: UTF-8, an object a line. Passes over a byte order mark and empty
 * lines. A line that is no object doesn't keep the next ones from being read. Not thread-safe.
 */
public final class JsonLines implements Closeable {
  private static final ObjectReader PARSER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().reader();

  private static final int MAX_LINE = 1 << 24;

  private final String path;
  private final BufferedReader text;
  private @Nullable String next;
  private String last = "";
  private long row;

  private JsonLines(String path, BufferedReader text) {
    this.path = path;
    this.text = text;
  }

  /**
   * Opens a file.
   *
   * @throws IOException if it can't be read
   */
  public static JsonLines read(String path) throws IOException {
    BufferedReader text =
        new BufferedReader(new InputStreamReader(Storage.open(path), StandardCharsets.UTF_8));
    text.mark(1);
    if (text.read() != '\ufeff') {
      text.reset();
    }
    return new JsonLines(path, text);
  }

  /**
   * Whether there is another line.
   *
   * @throws DamagedTableException if the file isn't text, and has a line without end
   * @throws IOException if the file can't be read on
   */
  public boolean hasNext() throws IOException {
    while (next == null) {
      Optional<String> line = line();
      if (line.isEmpty()) {
        return false;
      }
      row++;
      next = line.get().isBlank() ? null : line.get();
    }
    return true;
  }

  private Optional<String> line() throws IOException {
    StringBuilder line = new StringBuilder();
    int c = text.read();
    if (c < 0) {
      return Optional.empty();
    }
    for (; c >= 0 && c != '\n'; c = text.read()) {
      if (line.length() == MAX_LINE) {
        row++;
        throw damaged("can't be read, and nothing behind it: it has too many characters");
      }
      line.append((char) c);
    }
    return Optional.of(line.toString());
  }

  /**
   * Returns the next line's object.
   *
   * @throws DamagedTableException if the line is none; the call after this reads the next line
   * @throws NoSuchElementException if there is no other line
   */
  public JsonNode next() throws IOException {
    if (!hasNext()) {
      throw new NoSuchElementException("the lines of '" + path + "' have ended");
    }
    String line = requireNonNull(next);
    next = null;
    last = line;
    try {
      JsonNode object = PARSER.readTree(line);
      if (object.isObject()) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw damaged("is no JSON: " + e.getOriginalMessage());
    }
    throw damaged("is no JSON object");
  }

  /** Returns the text of the last line that was taken, as it stands in the file. */
  public String text() {
    return last;
  }

  /** Returns what to throw because of the last line; rows are counted from 1. */
  public DamagedTableException damaged(String reason) {
    return new DamagedTableException(path, row, reason);
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
