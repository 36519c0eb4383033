package org.imagebeam.cli.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class EventLinesTest {
  private static List<JsonNode> events(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream target = new PrintStream(bytes, true, StandardCharsets.US_ASCII);
    try (PrintStream lines =
        new PrintStream(new EventLines(target), true, StandardCharsets.UTF_8)) {
      lines.print(text);
    }
    List<JsonNode> events = new ArrayList<>();
    for (String line : bytes.toString(StandardCharsets.US_ASCII).lines().toList()) {
      events.add(new ObjectMapper().readTree(line));
    }
    return events;
  }

  @Test
  void shouldTellErrorsWarningsAndNewsApart() throws IOException {
    List<JsonNode> events =
        events("imagebeam: no\nimagebeam: WARNING: hm\n\r\n  \u00fcber \"all\"\r\nhalf");
    assertEquals(
        List.of("ERROR no", "WARN hm", "INFO \u00fcber \"all\""),
        events.stream()
            .map(event -> event.get("level").asText() + " " + event.get("message").asText())
            .toList());
  }

  @Test
  void shouldWriteValuesAndStackTraces() throws IOException {
    String line =
        LogEvent.line(
            Level.WARN, "X", "m", Map.of("image", "/a"), new IllegalStateException("why"));
    JsonNode event = new ObjectMapper().readTree(line);
    assertEquals("/a", event.get("image").asText());
    assertEquals(
        "java.lang.IllegalStateException: why",
        event.get("stack_trace").asText().lines().findFirst().orElseThrow());
  }

  @Test
  void shouldWriteTheMessageWhereAValueIsNoJson() throws IOException {
    JsonNode event =
        new ObjectMapper()
            .readTree(LogEvent.line(Level.INFO, "X", "m", Map.of("v", new Object()), null));
    assertEquals("m", event.get("message").asText());
  }
}
