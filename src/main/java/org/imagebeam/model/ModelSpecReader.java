package org.imagebeam.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.local.Json;
import org.imagebeam.local.JsonValue;

/** Reads a {@code model.json} member by member, and says in which line what is wrong. */
final class ModelSpecReader {
  /** Far beyond what the members can fill. */
  static final int MAX_BYTES = 1 << 20;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .build();

  private static final String EXAMPLE = "{\"input\": \"input\", \"output\": \"softmax\"}";

  private final String file;
  private final Map<String, Integer> lines = new HashMap<>();
  private final ModelSpecMembers members = new ModelSpecMembers();

  private ModelSpecReader(String file) {
    this.file = file;
  }

  /**
   * Reads the file's content.
   *
   * @param file its name, for messages
   * @throws ModelException if it isn't a JSON object in UTF-8, if it has a member that isn't known
   *     or comes twice, or if a value isn't what its member takes
   */
  static ModelSpec read(byte[] json, String file) {
    return new ModelSpecReader(file).read(json);
  }

  /**
   * Returns the members that say something to people alone, in their order.
   *
   * @param json that {@link #read} takes
   */
  static Map<String, JsonNode> notes(byte[] json) {
    Map<String, JsonNode> notes = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, JsonNode> member : Json.INDENTED.readTree(json).properties()) {
        if (ModelSpecMembers.isNote(member.getKey())) {
          notes.put(member.getKey(), member.getValue());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("it was JSON before", e);
    }
    return notes;
  }

  private ModelSpec read(byte[] json) {
    String text = text(json);
    if (text.isBlank()) {
      throw unusable(1, "is empty: state at least " + EXAMPLE);
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      try {
        readObject(parser);
      } catch (JsonProcessingException e) {
        // Of limits on depth and length, Jackson says no place.
        JsonLocation place = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
        throw noJson(text, place.getLineNr(), (int) Math.max(0, place.getCharOffset()), e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("text in memory can always be read", e);
    }
    Optional<String> contradiction = members.contradiction();
    if (contradiction.isPresent()) {
      throw unusable(1, contradiction.get());
    }
    return members.toSpec().asWrittenBefore(text);
  }

  private String text(byte[] json) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw unusable(1, "is not UTF-8 text: save it as UTF-8");
    }
  }

  private void readObject(JsonParser parser) throws IOException {
    JsonToken first = parser.nextToken();
    if (first != JsonToken.START_OBJECT) {
      throw unusable(
          line(parser), "must hold a JSON object such as " + EXAMPLE + ", not " + value(parser));
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      readMember(parser);
    }
    if (parser.nextToken() != null) {
      throw unusable(line(parser), "goes on behind the } that ends the object");
    }
  }

  private void readMember(JsonParser parser) throws IOException {
    String name = parser.currentName();
    int line = line(parser);
    Integer before = lines.put(name, line);
    if (before != null) {
      throw unusable(line, "\"" + name + "\" is in line " + before + " already");
    }
    if (ModelSpecMembers.isNote(name)) {
      parser.nextToken();
      parser.skipChildren();
      return;
    }
    if (!ModelSpecMembers.isKnown(name)) {
      throw unusable(line, ModelSpecMembers.unknown(name));
    }
    parser.nextToken();
    line = line(parser);
    JsonValue value = JsonValue.read(parser);
    Optional<String> wrong = members.set(name, value);
    if (wrong.isPresent()) {
      throw unusable(line, wrong.get());
    }
  }

  private static String value(JsonParser parser) throws IOException {
    return JsonValue.read(parser).toString();
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private ModelException noJson(String text, int line, int offset, JsonProcessingException cause) {
    int from = Math.min(offset, text.length());
    // Behind an open bracket or quote Jackson stops at the end of the file.
    String rest = text.substring(from).lines().findFirst().orElse("").strip();
    String why;
    boolean ended = cause.getOriginalMessage().contains("end-of-input");
    if (ended && rest.isEmpty() && text.substring(from).isBlank()) {
      why = "ends where a value, a quote or a bracket is missing";
    } else {
      String all = text.lines().skip(line - 1L).findFirst().orElse("").strip();
      boolean comment = rest.startsWith("/") || rest.startsWith("#") || all.startsWith("#");
      why =
          (comment ? "JSON has no comments: " : "is not JSON in this line: ")
              + JsonValue.shortened(all);
    }
    return new ModelException(ModelException.Kind.UNUSABLE, file + ":" + line + ": " + why, cause);
  }

  private ModelException unusable(int line, String what) {
    return new ModelException(ModelException.Kind.UNUSABLE, file + ":" + line + ": " + what);
  }
}
