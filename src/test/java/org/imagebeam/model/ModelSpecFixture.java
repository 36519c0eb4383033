package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads model.json from text. */
abstract class ModelSpecFixture {
  private static final String FILE = "models/mine/model.json";

  static ModelSpec parse(String json) {
    return ModelSpec.parse(json.getBytes(StandardCharsets.UTF_8), FILE);
  }

  static String refusal(String json) {
    return refusal(json.getBytes(StandardCharsets.UTF_8));
  }

  static String refusal(byte[] json) {
    ModelException e = assertThrows(ModelException.class, () -> ModelSpec.parse(json, FILE));
    assertEquals(ModelException.Kind.UNUSABLE, e.kind());
    String message = e.getMessage();
    assertTrue(message.startsWith(FILE + ":"), message);
    assertFalse(message.contains("\n"), message);
    for (String ofJava : List.of("java", "Token", "deserialize", "REDACTED", "JsonToken")) {
      assertFalse(message.contains(ofJava), message);
    }
    return message.substring(FILE.length() + 1);
  }
}
