package org.imagebeam.cli.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.Map;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.ModelCell;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.table.DamagedTableException;
import org.imagebeam.table.JsonLines;

/** Reads a table of results or failures in JSON Lines. */
final class JsonRowReader {
  private JsonRowReader() {}

  /**
   * Reads all rows, or those up to the last that is wanted.
   *
   * @return whether more rows are wanted
   */
  static boolean read(String file, RowSink sink) throws IOException {
    try (JsonLines lines = JsonLines.read(file)) {
      while (lines.hasNext()) {
        ShownRow row;
        try {
          row = row(lines);
        } catch (DamagedTableException e) {
          sink.damaged(e);
          continue;
        }
        if (!sink.take(row)) {
          return false;
        }
      }
    } catch (DamagedTableException e) {
      sink.damaged(e);
    }
    return true;
  }

  private static ShownRow row(JsonLines lines) throws IOException {
    JsonNode row = lines.next();
    String path = row.path("image").asText();
    ShownRow.RunIds run =
        new ShownRow.RunIds(
            ModelCell.renew(row.path("model").asText()), row.path(CsvTable.SETTINGS).asText());
    if (row.has("message")) {
      return ShownRow.failed(path, run, row.get("message").asText());
    }
    if (row.has("labels")) {
      ImmutableMap.Builder<String, ImmutableList<ShownRow.Label>> heads = ImmutableMap.builder();
      for (Map.Entry<String, JsonNode> head : row.path("heads").properties()) {
        heads.put(head.getKey(), labels(head.getValue()));
      }
      return new ShownRow(path, run, null, true, labels(row.get("labels")), heads.buildOrThrow());
    }
    if (row.has(VectorColumn.EMBEDDING) || row.has(VectorColumn.FILE)) {
      return ShownRow.embedded(path, run);
    }
    throw lines.damaged("is neither a result nor a failure of imagebeam's");
  }

  private static ImmutableList<ShownRow.Label> labels(JsonNode array) {
    ImmutableList.Builder<ShownRow.Label> labels = ImmutableList.builder();
    for (JsonNode label : array) {
      JsonNode score = label.path("score");
      labels.add(
          new ShownRow.Label(
              label.path("label").asText(),
              score.isNumber() ? score.floatValue() : Float.NaN,
              label.path("synset").asText()));
    }
    return labels.build();
  }
}
