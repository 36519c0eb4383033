package org.imagebeam.classify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.classify.ledger.RowSettings;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.imagemodel.ModelLabels;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.table.CsvRows;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;

/**
 * A folder of photos and a small model of nine classes.
 *
 * @param photos the folder, empty at first
 * @param model the model folder
 */
record ClassifyFixture(Path photos, Path model) {
  /** Makes both. */
  static ClassifyFixture in(Path temp) throws IOException {
    return new ClassifyFixture(
        Files.createDirectory(temp.resolve("photos")),
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("model")), 16, 9, 5));
  }

  /** Writes a photo that is unlike those of other numbers. */
  void writePhoto(String name, int number) throws IOException {
    Files.write(photos.resolve(name), Images.png(20 + number % 13, 18 + number % 7, number));
  }

  /** Reads a table of results: each row's cells by the names of their columns. */
  static List<Map<String, String>> rows(Path table) throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    try (CsvRows.Reader reader = CsvRows.read(table.toString(), CsvTable.KEY_HEADER)) {
      while (reader.hasNext()) {
        List<String> cells = reader.nextWhole();
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < cells.size(); i++) {
          row.put(reader.header().get(i), cells.get(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /**
   * The work folder of a run that was killed.
   *
   * @param settings of the run
   * @param rows what its rows depend on
   * @param folder to put parts in
   */
  record KilledRun(ClassifySettings settings, RowSettings rows, WorkFolder folder)
      implements AutoCloseable {
    /** Makes it as the run did when it began. */
    static KilledRun of(ClassifyOptions options) throws IOException {
      ClassifySettings settings = ClassifySettings.of(options);
      ModelGraph graph = settings.model().open().readGraph();
      RowSettings rows =
          RowSettings.of(
              settings.contentOf(graph.folder().spec()),
              settings.inference(),
              ModelLabels.read(graph).digest(),
              RowSettings.modelJson(graph.folder()));
      Map<String, String> run = WorkRun.settings(settings, graph.id(), rows);
      return new KilledRun(
          settings, rows, WorkFolder.open(settings.layout().orElseThrow().workFolder(), run));
    }

    /** Where a part of a kind is that it committed. */
    Path part(String kind) {
      return Path.of(folder.parts(), kind + "-000000001-x.csv");
    }

    @Override
    public void close() throws IOException {
      folder.close();
    }
  }
}
