package org.imagebeam.local;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keeps a JSON value with how it is written, for messages about it. Immutable.
 *
 * @param kind of its first token
 * @param text the text of a string, or the number or word as it is written
 * @param items of a list, of which those beyond {@value #MOST_ITEMS} are left out; or the values of
 *     an object, of which those beyond {@value #MOST_MEMBERS} are
 * @param names of an object's values
 */
public record JsonValue(JsonToken kind, String text, List<JsonValue> items, List<String> names) {
  private static final int MOST_ITEMS = 8;

  /** More placeholders than a graph has. */
  private static final int MOST_MEMBERS = 10_000;

  private static final int MOST_CHARACTERS = 60;

  public JsonValue {
    items = List.copyOf(items);
    names = List.copyOf(names);
  }

  /**
   * Reads the value that starts at the parser's token, up to its end.
   *
   * @throws IOException if it isn't JSON, or can't be read
   */
  public static JsonValue read(JsonParser parser) throws IOException {
    JsonToken kind = parser.currentToken();
    List<JsonValue> items = new ArrayList<>();
    if (kind == JsonToken.START_OBJECT) {
      return readObject(parser, 1);
    }
    if (kind == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (items.size() > MOST_ITEMS || parser.currentToken() == JsonToken.START_ARRAY) {
          JsonToken nested = parser.currentToken();
          parser.skipChildren();
          if (items.size() <= MOST_ITEMS) {
            items.add(new JsonValue(nested, "", List.of(), List.of()));
          }
        } else {
          items.add(read(parser));
        }
      }
    }
    return new JsonValue(kind, parser.getText(), items, List.of());
  }

  /**
   * @param depth how many objects more are read in it; others and arrays are skipped
   */
  private static JsonValue readObject(JsonParser parser, int depth) throws IOException {
    List<String> names = new ArrayList<>();
    List<JsonValue> items = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonValue value = member(parser, depth);
      if (items.size() < MOST_MEMBERS) {
        names.add(name);
        items.add(value);
      }
    }
    return new JsonValue(JsonToken.START_OBJECT, "an object", items, names);
  }

  private static JsonValue member(JsonParser parser, int depth) throws IOException {
    JsonToken kind = parser.nextToken();
    if (kind == JsonToken.START_OBJECT && depth > 0) {
      return readObject(parser, depth - 1);
    }
    if (kind.isStructStart()) {
      parser.skipChildren();
    }
    return new JsonValue(kind, kind.isStructStart() ? "" : parser.getText(), List.of(), List.of());
  }

  /** Returns the value of an object's member, if it is an object that has one of this name. */
  public Optional<JsonValue> member(String name) {
    int number = names.indexOf(name);
    return number < 0 ? Optional.empty() : Optional.of(items.get(number));
  }

  /** Returns whether it is {@code null}. */
  public boolean isNull() {
    return kind == JsonToken.VALUE_NULL;
  }

  /** Returns the text in quotes, if it is one. */
  public Optional<String> string() {
    return kind == JsonToken.VALUE_STRING ? Optional.of(text) : Optional.empty();
  }

  /** Returns the number, if it is one that a float32 holds. */
  public Optional<Float> number() {
    if (kind != JsonToken.VALUE_NUMBER_INT && kind != JsonToken.VALUE_NUMBER_FLOAT) {
      return Optional.empty();
    }
    try {
      float number = Float.parseFloat(text);
      return Float.isFinite(number) ? Optional.of(number) : Optional.empty();
    } catch (NumberFormatException e) {
      // Jackson takes INF for infinity.
      return Optional.empty();
    }
  }

  /** Returns the number that a placeholder is fed: 1 for true, 0 for false. */
  public Optional<Float> numberOrBoolean() {
    return switch (kind) {
      case VALUE_TRUE -> Optional.of(1f);
      case VALUE_FALSE -> Optional.of(0f);
      default -> number();
    };
  }

  /** Returns the number, if it is a whole one between 1 and {@code most}. */
  public Optional<Integer> length(int most) {
    if (kind != JsonToken.VALUE_NUMBER_INT || text.length() > Integer.toString(most).length()) {
      return Optional.empty();
    }
    int number = Integer.parseInt(text);
    return number >= 1 && number <= most ? Optional.of(number) : Optional.empty();
  }

  /** Returns the text without its end, if it is long. */
  public static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= MOST_CHARACTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_CHARACTERS)) + "\u2026";
  }

  /** Returns the text in the file, for messages. */
  @Override
  public String toString() {
    if (kind == JsonToken.START_ARRAY) {
      return shortened(
          items.stream().map(JsonValue::toString).collect(Collectors.joining(", ", "[", "]")));
    }
    String shown = shortened(text);
    return kind == JsonToken.VALUE_STRING ? "\"" + shown + "\"" : shown;
  }
}
