package org.imagebeam.cli.report;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.folder.CheckpointSummary;
import org.imagebeam.cli.text.TextTable;
import org.imagebeam.local.Json;

/** Prints a checkpoint's tensors, or a folder's checkpoints. */
public record CheckpointReport(String prefix, List<TensorInfo> tensors) {
  private static final List<String> HEADER = List.of("TENSOR", "DTYPE", "SHAPE", "BYTES");
  private static final List<String> LIST_HEADER =
      List.of("", "CHECKPOINT", "STEP", "TIME", "BYTES", "WHOLE");

  public CheckpointReport {
    requireNonNull(prefix, "prefix is null");
    tensors = List.copyOf(tensors);
  }

  /** Prints the table, or JSON. */
  public void print(PrintWriter out, boolean json) throws IOException {
    if (json) {
      printJson(out);
    } else {
      print(out);
    }
  }

  private void print(PrintWriter out) {
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

  private void printJson(PrintWriter out) throws IOException {
    ObjectNode json = Json.INDENTED.createObjectNode();
    json.put("checkpoint", prefix);
    ArrayNode array = json.putArray("tensors");
    for (TensorInfo tensor : tensors) {
      ObjectNode entry = array.addObject();
      entry.put("name", tensor.name());
      entry.put("dtype", tensor.dtypeName());
      entry.set("shape", Json.INDENTED.valueToTree(tensor.shape()));
      entry.put("bytes", tensor.bytes());
    }
    out.println(Json.INDENTED.writeValueAsString(json));
  }

  /** Prints a line for each checkpoint, the newest with a star. */
  public static void printList(List<CheckpointSummary> checkpoints, PrintWriter out) {
    TextTable table =
        new TextTable(
            LIST_HEADER, Set.of(LIST_HEADER.indexOf("STEP"), LIST_HEADER.indexOf("BYTES")));
    for (CheckpointSummary checkpoint : checkpoints) {
      table.add(
          List.of(
              checkpoint.newest() ? "*" : "",
              checkpoint.prefix(),
              checkpoint.step().isPresent() ? Long.toString(checkpoint.step().getAsLong()) : "",
              checkpoint.time().map(CheckpointReport::seconds).orElse(""),
              String.format(Locale.ROOT, "%,d", checkpoint.bytes()),
              checkpoint.fault().map(fault -> "no: " + fault).orElse("yes")));
    }
    table.print(out);
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
