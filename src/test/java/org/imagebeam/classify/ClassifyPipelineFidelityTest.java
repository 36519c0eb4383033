package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.table.CsvRows;
import org.imagebeam.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The pipeline answers as the unmodified graph does, fed one image at a time. */
class ClassifyPipelineFidelityTest {
  @TempDir Path temp;

  @Test
  void shouldAnswerAsTheOriginalGraphOnEveryImageThatDecodeJpegTakes() throws IOException {
    check("mobilenet-v2");
  }

  @Test
  void shouldAnswerAsTheSmallOriginalGraph() throws IOException {
    check("mobilenet-v1-tiny");
  }

  private void check(String modelName) throws IOException {
    Path images = Shared.require("images");
    Path model = Shared.require(modelName);
    ClassifyOptions options = PipelineOptionsFactory.as(ClassifyOptions.class);
    options.setInput(images.toString());
    options.setOutput(temp.resolve("x.csv").toString());
    options.setModel(model.toString());
    options.setExif("ignore");
    ClassifyPipeline.create(options).run();
    Map<String, List<String>> rows = new HashMap<>();
    try (CsvRows.Reader reader =
        CsvRows.read(temp.resolve("x.csv").toString(), CsvTable.KEY_HEADER)) {
      reader.forEachRemaining(
          row -> rows.put(row.get(0).substring(row.get(0).lastIndexOf('/') + 1), row));
    }
    List<String[]> reference =
        Files.readAllLines(model.resolve("reference_top5.tsv")).stream()
            .map(line -> line.split("\t"))
            .filter(cells -> !cells[1].equals("ERROR"))
            .toList();
    assertEquals(28, reference.size());
    assertAll(
        reference.stream().map(expected -> (Executable) () -> compare(expected, rows)).toList());
  }

  private static void compare(String[] expected, Map<String, List<String>> rows) {
    List<String> row = rows.get(expected[0]);
    assertNotNull(row, () -> expected[0] + " has no row");
    for (int i = 0; i < 5; i++) {
      String what = expected[0] + ", prediction " + (i + 1);
      assertEquals(expected[1 + 2 * i], row.get(4 + 4 * i + 2), what);
      assertEquals(
          Double.parseDouble(expected[2 + 2 * i]),
          Double.parseDouble(row.get(4 + 4 * i + 1)),
          1e-4,
          what);
    }
  }
}
