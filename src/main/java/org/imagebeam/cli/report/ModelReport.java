package org.imagebeam.cli.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.imagebeam.cli.text.TextTable;
import org.imagebeam.graph.summary.GraphSummary;
import org.imagebeam.graph.summary.LayerSummary;
import org.imagebeam.graph.summary.NodeSummary;
import org.imagebeam.image.resize.CenterCrop;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.local.Json;
import org.imagebeam.model.ModelGraph;
import org.jspecify.annotations.Nullable;

/**
 * What {@code model inspect} says, for people or as JSON.
 *
 * @param location of the model, as it was given
 * @param quantization which layers are int8, if the model is quantized
 */
public record ModelReport(
    String location,
    ModelGraph graph,
    GraphSummary summary,
    Optional<QuantizationSection> quantization) {
  private static final List<String> HEADER =
      List.of(
          "LAYER", "OP", "KERNEL", "STRIDE", "PADDING", "OUTPUT", "PARAMETERS", "MULTIPLY-ADDS");

  private static final Set<Integer> NUMBERS =
      Set.of(HEADER.indexOf("PARAMETERS"), HEADER.indexOf("MULTIPLY-ADDS"));

  /** Stands for a size that isn't known. */
  private static final String UNKNOWN = "?";

  /** Stands before a sum of which not all is known. */
  private static final String AT_LEAST = "at least ";

  public ModelReport {
    requireNonNull(location, "location is null");
    requireNonNull(graph, "graph is null");
    requireNonNull(summary, "summary is null");
    requireNonNull(quantization, "quantization is null");
  }

  public void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "model          %s (%s), %,d bytes%n",
        location,
        ModelGraph.shownId(graph.id()),
        graph.bytes());
    out.printf(Locale.ROOT, "input          %s%n", text(summary.input()));
    out.printf(Locale.ROOT, "output         %s%n", text(summary.output()));
    heads()
        .forEach(
            (name, node) -> out.printf(Locale.ROOT, "head           %s: %s%n", name, text(node)));
    if (!sizing().equals(Sizing.DEFAULT)) {
      out.printf(Locale.ROOT, "resize         %s%n", sizing().text());
    }
    out.printf(
        Locale.ROOT,
        "bottleneck     %s%n",
        summary.bottleneck().map(ModelReport::text).orElse("none"));
    out.printf(Locale.ROOT, "nodes          %,d: %s%n", summary.nodes(), ops());
    out.printf(
        Locale.ROOT,
        "parameters     %s%n",
        sum(summary.parameters(), summary.allParametersKnown()));
    out.printf(
        Locale.ROOT,
        "multiply-adds  %s an image%n%n",
        sum(summary.multiplyAdds(), summary.allMultiplyAddsKnown()));
    printTable(out);
    quantization.ifPresent(section -> section.print(out));
  }

  /** The heads by their names, in their order, which is that of the outputs behind the first. */
  private Map<String, NodeSummary> heads() {
    Map<String, NodeSummary> heads = new LinkedHashMap<>();
    for (String name : graph.folder().spec().heads().names()) {
      heads.put(name, summary.outputs().get(1 + heads.size()));
    }
    return heads;
  }

  /** How model.json says that images are brought to their size. */
  private Sizing sizing() {
    return graph.folder().spec().sizing();
  }

  private static String sum(long known, boolean all) {
    if (!all && known == 0) {
      return UNKNOWN;
    }
    return String.format(Locale.ROOT, "%s%,d", all ? "" : AT_LEAST, known);
  }

  private String ops() {
    return summary.ops().entrySet().stream()
        .map(op -> op.getValue() + " " + op.getKey())
        .collect(Collectors.joining(", "));
  }

  private void printTable(PrintWriter out) {
    TextTable table = new TextTable(HEADER, NUMBERS);
    summary.layers().forEach(layer -> table.add(cells(layer)));
    table.print(out);
  }

  private static List<String> cells(LayerSummary layer) {
    return List.of(
        layer.name(),
        layer.op(),
        sizes(layer.kernel()),
        sizes(layer.stride()),
        layer.padding(),
        sizes(layer.output()),
        text(layer.parameters()),
        text(layer.multiplyAdds()));
  }

  private static String text(OptionalLong count) {
    return count.isPresent() ? String.format(Locale.ROOT, "%,d", count.getAsLong()) : UNKNOWN;
  }

  private static String text(NodeSummary node) {
    return node.name()
        + " ("
        + node.op()
        + ") "
        + sizes(node.shape())
        + (node.ofImage() ? "" : ", doesn't depend on the image");
  }

  private static String sizes(Optional<List<Long>> shape) {
    return shape.map(ModelReport::sizes).orElse(UNKNOWN);
  }

  private static String sizes(List<Long> sizes) {
    return sizes.stream()
        .map(size -> size < 0 ? UNKNOWN : Long.toString(size))
        .collect(Collectors.joining("x"));
  }

  public void printJson(PrintWriter out) throws IOException {
    ObjectNode json = Json.INDENTED.createObjectNode();
    json.put("model", location);
    json.put("id", ModelGraph.shownId(graph.id()));
    json.put("bytes", graph.bytes());
    json.set("input", json(summary.input()).put("pixels", summary.pixels()));
    json.put("resize", sizing().stated().map(ResizeMethod::text).orElse(null));
    json.put("antialias", sizing().antialias());
    json.put("crop", sizing().crop().map(CenterCrop::text).orElse(CenterCrop.NONE));
    json.set("output", end(summary.output()));
    ObjectNode heads = json.putObject("heads");
    heads().forEach((name, node) -> heads.set(name, end(node)));
    json.set("bottleneck", summary.bottleneck().map(ModelReport::end).orElse(null));
    json.put("nodes", summary.nodes());
    ObjectNode ops = json.putObject("ops");
    summary.ops().forEach((op, count) -> ops.put(op, count));
    json.put("parameters", json(known(summary.allParametersKnown(), summary.parameters())));
    json.put("multiply_adds", json(known(summary.allMultiplyAddsKnown(), summary.multiplyAdds())));
    ArrayNode layers = json.putArray("layers");
    summary.layers().forEach(layer -> layers.add(json(layer)));
    quantization.ifPresent(section -> json.set("quantization", section.json()));
    out.println(Json.INDENTED.writeValueAsString(json));
  }

  private static ObjectNode end(NodeSummary node) {
    return json(node).put("of_image", node.ofImage());
  }

  private static ObjectNode json(NodeSummary node) {
    ObjectNode json = Json.INDENTED.createObjectNode();
    json.put("name", node.name());
    json.put("op", node.op());
    json.set("shape", json(node.shape()));
    return json;
  }

  private static ObjectNode json(LayerSummary layer) {
    ObjectNode json = Json.INDENTED.createObjectNode();
    json.put("name", layer.name());
    json.put("op", layer.op());
    if (!layer.kernel().isEmpty()) {
      json.set("kernel", json(layer.kernel()));
      json.set("stride", Json.INDENTED.valueToTree(layer.stride()));
      json.put("padding", layer.padding());
    }
    json.set("output", json(layer.output()));
    json.put("parameters", json(layer.parameters()));
    json.put("multiply_adds", json(layer.multiplyAdds()));
    return json;
  }

  private static JsonNode json(Optional<List<Long>> shape) {
    return shape.map(ModelReport::json).orElse(NullNode.getInstance());
  }

  private static JsonNode json(List<Long> sizes) {
    ArrayNode json = Json.INDENTED.createArrayNode();
    sizes.forEach(size -> json.add(size < 0 ? null : size));
    return json;
  }

  private static @Nullable Long json(OptionalLong count) {
    return count.isPresent() ? count.getAsLong() : null;
  }

  private static OptionalLong known(boolean all, long sum) {
    return all ? OptionalLong.of(sum) : OptionalLong.empty();
  }
}
