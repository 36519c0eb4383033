package org.imagebeam.cli.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.cli.text.TextTable;
import org.imagebeam.graph.int8.QuantizedRange;
import org.imagebeam.graph.int8.RoundedLayer;
import org.imagebeam.local.Json;
import org.imagebeam.quantize.Fidelity;
import org.imagebeam.quantize.QuantizationRecord;

/**
 * What {@code model inspect} says of a quantized model's layers, for people or as JSON.
 *
 * @param layers as the graph has them
 * @param record what was found out when the model was quantized, if that is still known
 */
public record QuantizationSection(List<RoundedLayer> layers, Optional<QuantizationRecord> record) {
  private static final List<String> HEADER =
      List.of("LAYER", "BITS", "INPUT", "OUTPUT", "ERROR", "FLOAT32 BECAUSE");

  private static final Set<Integer> NUMBERS =
      Set.of(HEADER.indexOf("BITS"), HEADER.indexOf("ERROR"));

  public QuantizationSection {
    layers = List.copyOf(layers);
    requireNonNull(record, "record is null");
  }

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%nquantization   %d of %d layers in int8; errors are what each layer alone takes off the"
            + " cosine to float32's embedding%n",
        layers.stream().filter(RoundedLayer::int8).count(),
        layers.size());
    record.map(QuantizationRecord::fidelity).ifPresent(fidelity -> print(fidelity, out));
    out.println();
    TextTable table = new TextTable(HEADER, NUMBERS);
    layers.forEach(layer -> table.add(cells(layer)));
    table.print(out);
  }

  private static void print(Fidelity fidelity, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "fidelity       best class the same for %d of %d images",
        fidelity.sameBest(),
        fidelity.images());
    if (!Double.isNaN(fidelity.meanCosine())) {
      out.printf(
          Locale.ROOT,
          ", cosine %.4f on average, %.4f at least",
          fidelity.meanCosine(),
          fidelity.leastCosine());
    }
    out.println();
  }

  private List<String> cells(RoundedLayer layer) {
    return List.of(
        layer.name(),
        Integer.toString(layer.bits()),
        text(layer.input()),
        text(layer.output()),
        error(layer).map(error -> String.format(Locale.ROOT, "%.6f", error)).orElse(""),
        reason(layer).orElse(""));
  }

  private static String text(Optional<QuantizedRange> range) {
    return range
        .map(values -> String.format(Locale.ROOT, "%.4g to %.4g", values.min(), values.max()))
        .orElse("");
  }

  private Optional<Double> error(RoundedLayer layer) {
    return record.flatMap(known -> Optional.ofNullable(known.errors().get(layer.name())));
  }

  private Optional<String> reason(RoundedLayer layer) {
    return record.flatMap(known -> Optional.ofNullable(known.float32().get(layer.name())));
  }

  ObjectNode json() {
    ObjectNode json = Json.INDENTED.createObjectNode();
    record.ifPresent(
        known -> {
          json.put("images", known.images());
          Fidelity fidelity = known.fidelity();
          json.put("compared", fidelity.images());
          json.put("same_best", fidelity.sameBest());
          if (!Double.isNaN(fidelity.meanCosine())) {
            json.put("mean_cosine", fidelity.meanCosine());
            json.put("least_cosine", fidelity.leastCosine());
          }
        });
    ArrayNode array = json.putArray("layers");
    for (RoundedLayer layer : layers) {
      ObjectNode one = array.addObject();
      one.put("name", layer.name());
      one.put("bits", layer.bits());
      one.set("input", json(layer.input()));
      one.set("output", json(layer.output()));
      one.put("error", error(layer).orElse(null));
      one.put("float32_because", reason(layer).orElse(null));
    }
    return json;
  }

  private static JsonNode json(Optional<QuantizedRange> range) {
    if (range.isEmpty()) {
      return NullNode.getInstance();
    }
    ObjectNode json = Json.INDENTED.createObjectNode();
    return json.put("min", range.get().min()).put("max", range.get().max());
  }
}
