package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.classify.answer.TopK;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.table.CsvRows;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.InceptionV3;
import org.imagebeam.testing.LoadedGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The graph of inception-2015-12-05, with other weights, through the whole pipeline. */
class ClassifyPipelineInceptionV3Test {
  @TempDir Path temp;

  @Test
  void shouldClassifyAsTheUnmodifiedGraphDoes() throws IOException {
    Path photos = Files.createDirectory(temp.resolve("photos"));
    List<List<TopK.Node>> expected = new ArrayList<>();
    try (LoadedGraph graph = new LoadedGraph(InceptionV3.graphDef(1))) {
      for (int i = 0; i < 5; i++) {
        byte[] image = Images.jpeg(320 + 40 * i, 300, i);
        Files.write(photos.resolve(i + ".jpg"), image);
        expected.add(new TopK(5).apply(graph.scores(image)));
      }
    }
    ClassifyOptions options = PipelineOptionsFactory.as(ClassifyOptions.class);
    options.setInput(photos.toString());
    options.setOutput(temp.resolve("x.csv").toString());
    options.setModel(
        InceptionV3.writeModelFolder(Files.createDirectory(temp.resolve("model")), 1).toString());
    options.setBatchSize(3);
    assertEquals(5, ClassifyPipeline.create(options).run().classified());
    try (CsvRows.Reader rows =
        CsvRows.read(temp.resolve("x.csv").toString(), CsvTable.KEY_HEADER)) {
      for (List<TopK.Node> nodes : expected) {
        List<String> row = rows.next();
        for (int i = 0; i < 5; i++) {
          TopK.Node node = nodes.get(i);
          assertEquals(node.nodeId(), Integer.parseInt(row.get(4 * i + 6)), row.get(0));
          assertEquals(node.score(), Float.parseFloat(row.get(4 * i + 5)), 1e-4f, row.get(0));
          assertEquals(words(node.nodeId()), row.get(4 * i + 4), row.get(0));
        }
      }
    }
  }

  /** Of the 1008 classes, those without an image in ImageNet have no label. */
  private static String words(int nodeId) {
    return nodeId >= 1 && nodeId <= 1000 ? InceptionV3.words(nodeId) : "";
  }
}
