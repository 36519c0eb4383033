package org.imagebeam.quantize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.imagebeam.local.Json;

/**
 * Keeps in a model folder what its graph doesn't say of the quantization: {@value #FILE}.
 *
 * @param model the id of the quantized model; with another graph the record means nothing
 * @param images that the ranges are of
 * @param fidelity how near the quantized network is to the one that it was made of
 * @param errors of the int8 layers by convolution: 1 minus the cosine of the embedding (or the
 *     scores, without one) to float32's where that layer alone is rounded
 * @param float32 the convolutions and products that stay float32, by name, with the reason
 */
public record QuantizationRecord(
    String model,
    int images,
    Fidelity fidelity,
    Map<String, Double> errors,
    Map<String, String> float32) {
  /** The file's name in a model folder. */
  public static final String FILE = "quantization.json";

  public QuantizationRecord {
    errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
    float32 = Collections.unmodifiableMap(new LinkedHashMap<>(float32));
  }

  /** Returns the file's content. */
  byte[] toJson() {
    ObjectNode json = Json.INDENTED.createObjectNode();
    json.put("model", model);
    json.put("images", images);
    ObjectNode compared = json.putObject("compared");
    compared.put("images", fidelity.images());
    compared.put("sameBest", fidelity.sameBest());
    if (!Double.isNaN(fidelity.meanCosine())) {
      compared.put("meanCosine", fidelity.meanCosine());
      compared.put("leastCosine", fidelity.leastCosine());
    }
    ObjectNode layers = json.putObject("errors");
    errors.forEach(layers::put);
    ObjectNode floats = json.putObject("float32");
    float32.forEach(floats::put);
    try {
      return Json.INDENTED.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can always be written", e);
    }
  }

  /**
   * Reads a file's content.
   *
   * @throws IOException if it isn't what {@code model quantize} writes; the message says why
   */
  public static QuantizationRecord parse(byte[] content) throws IOException {
    JsonNode json = read(content);
    JsonNode compared = object(json, "compared");
    Map<String, Double> errors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> error : object(json, "errors").properties()) {
      errors.put(error.getKey(), number(error.getValue(), error.getKey()));
    }
    Map<String, String> floats = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> reason : object(json, "float32").properties()) {
      floats.put(reason.getKey(), text(reason.getValue(), reason.getKey()));
    }
    return new QuantizationRecord(
        text(json.path("model"), "model"),
        (int) number(json.path("images"), "images"),
        new Fidelity(
            (int) number(compared.path("images"), "compared.images"),
            (int) number(compared.path("sameBest"), "compared.sameBest"),
            compared.path("meanCosine").asDouble(Double.NaN),
            compared.path("leastCosine").asDouble(Double.NaN)),
        errors,
        floats);
  }

  private static JsonNode read(byte[] content) throws IOException {
    try {
      return Json.INDENTED.readTree(content);
    } catch (JsonProcessingException e) {
      throw new IOException("it is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static JsonNode object(JsonNode json, String member) throws IOException {
    if (!json.path(member).isObject()) {
      throw new IOException("\"" + member + "\" is no object");
    }
    return json.path(member);
  }

  private static double number(JsonNode value, String member) throws IOException {
    if (!value.isNumber()) {
      throw new IOException("\"" + member + "\" is no number");
    }
    return value.asDouble();
  }

  private static String text(JsonNode value, String member) throws IOException {
    if (!value.isTextual()) {
      throw new IOException("\"" + member + "\" is no text");
    }
    return value.asText();
  }
}
