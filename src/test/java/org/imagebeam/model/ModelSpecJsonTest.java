package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are no JSON, or no JSON object. */
class ModelSpecJsonTest extends ModelSpecFixture {
  @Test
  void shouldTakeAByteOrderMark() {
    assertEquals("a", parse("\ufeff{\"input\": \"a\"}").input());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u00b4',
      value = {
        "{~  \"input\": \"a\",~  \"output\" \"b\"~}|3: is not JSON in this line: \"output\" \"b\"",
        "{~  \"input\": a~}|2: is not JSON in this line: \"input\": a",
        "{~  // the node~}|2: JSON has no comments: // the node",
        "{~  # the node~}|2: JSON has no comments: # the node",
        "{\"input\": \"a\",}|1: is not JSON in this line: {\"input\": \"a\",}",
        "{}~{}|2: goes on behind the } that ends the object",
        "[]|1: must hold a JSON object such as {\"input\": \"input\", \"output\": \"softmax\"}, not []",
        "\"model\"|1: must hold a JSON object such as {\"input\": \"input\", \"output\": \"softmax\"},"
            + " not \"model\"",
        "7|1: must hold a JSON object such as {\"input\": \"input\", \"output\": \"softmax\"}, not 7",
        "null|1: must hold a JSON object such as {\"input\": \"input\", \"output\": \"softmax\"}, not"
            + " null",
      })
  void shouldSayInWhichLineItIsNoJson(String json, String message) {
    assertEquals(message, refusal(json.replace('~', '\n')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\n  \"input\": \"a\"\n", "{\"input\": \"a", "{\"size\": [1, ", "{\"size\":"})
  void shouldSayThatItEndsTooEarly(String json) {
    String message = refusal(json);
    assertTrue(
        message.endsWith("ends where a value, a quote or a bracket is missing")
            || message.contains("is not JSON in this line"),
        message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n ", "\ufeff"})
  void shouldSayThatItIsEmpty(String json) {
    assertTrue(refusal(json).startsWith("1: is empty: state at least {"), refusal(json));
  }

  @Test
  void shouldRefuseOtherEncodings() {
    assertEquals(
        "1: is not UTF-8 text: save it as UTF-8",
        refusal("{\"input\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1)));
    assertEquals(
        "1: is not UTF-8 text: save it as UTF-8",
        refusal("{\"input\": \"a\"}".getBytes(StandardCharsets.UTF_16)));
  }

  @Test
  void shouldRefuseWhatIsFarTooDeepOrLong() {
    String deep = "{\"name\": " + "[".repeat(2000) + "]".repeat(2000) + "}";
    assertTrue(refusal(deep).startsWith("1: is not JSON in this line: {"), refusal(deep));
    String digits = refusal("{\"mean\": " + "9".repeat(2000) + "}");
    assertTrue(digits.length() < 300, digits);
  }
}
