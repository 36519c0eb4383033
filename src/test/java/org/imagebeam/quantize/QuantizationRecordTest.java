package org.imagebeam.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuantizationRecordTest {
  private static QuantizationRecord parse(String json) throws IOException {
    return QuantizationRecord.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String refused(String json) {
    return assertThrows(IOException.class, () -> parse(json)).getMessage();
  }

  @Test
  void shouldReadWhatItWrites() throws IOException {
    QuantizationRecord record =
        new QuantizationRecord(
            "0123456789ab",
            63,
            new Fidelity(32, 31, 0.9984, 0.9968),
            Map.of("conv", 0.00012),
            Map.of("logits", "it is a product of matrices"));
    assertEquals(record, QuantizationRecord.parse(record.toJson()));
  }

  @Test
  void shouldKeepTheLayersInTheirOrder() throws IOException {
    QuantizationRecord record =
        parse(
            """
            {"model": "a", "images": 16, "compared": {"images": 1, "sameBest": 1},
             "errors": {"z": 0.1, "a": 0.2, "m": 0.3}, "float32": {}}
            """);
    assertEquals(List.of("z", "a", "m"), List.copyOf(record.errors().keySet()));
    assertEquals(Double.NaN, record.fidelity().meanCosine());
    assertEquals(record, QuantizationRecord.parse(record.toJson()));
  }

  @Test
  void shouldSayWhatIsDamaged() {
    assertEquals("it is no JSON: ", refused("{\"model\": ").substring(0, 15));
    assertEquals("\"compared\" is no object", refused("{}"));
    assertEquals("\"compared\" is no object", refused("[1, 2]"));
    assertEquals("\"compared\" is no object", refused(""));
    assertEquals(
        "\"conv\" is no number", refused("{\"compared\": {}, \"errors\": {\"conv\": \"little\"}}"));
    assertEquals(
        "\"conv\" is no text",
        refused("{\"compared\": {}, \"errors\": {}, \"float32\": {\"conv\": 1}}"));
    assertEquals(
        "\"model\" is no text", refused("{\"compared\": {}, \"errors\": {}, \"float32\": {}}"));
  }
}
