package org.imagebeam.cli;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.imagebeam.checkpoint.TensorInfo;

/** What {@code checkpoint show} says of a checkpoint, for people or as JSON. */
record CheckpointReport(String prefix, List<TensorInfo> tensors) {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final List<String> HEADER = List.of("TENSOR", "DTYPE", "SHAPE", "BYTES");

  CheckpointReport {
    requireNonNull(prefix, "prefix is null");
    tensors = List.copyOf(tensors);
  }

  void print(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%s: %,d tensors, %,d bytes%n%n",
        prefix,
        tensors.size(),
        tensors.stream().mapToLong(TensorInfo::bytes).sum());
    TextTable table = new TextTable(HEADER, Set.of(HEADER.indexOf("BYTES")));
    for (TensorInfo tensor : tensors) {
      table.add(
          List.of(
              tensor.name(),
              tensor.dtypeName(),
              tensor.shapeText(),
              String.format(Locale.ROOT, "%,d", tensor.bytes())));
    }
    table.print(out);
  }

  void printJson(PrintWriter out) throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("checkpoint", prefix);
    ArrayNode array = json.putArray("tensors");
    for (TensorInfo tensor : tensors) {
      ObjectNode entry = array.addObject();
      entry.put("name", tensor.name());
      entry.put("dtype", tensor.dtypeName());
      entry.set("shape", MAPPER.valueToTree(tensor.shape()));
      entry.put("bytes", tensor.bytes());
    }
    out.println(MAPPER.writeValueAsString(json));
  }
}
