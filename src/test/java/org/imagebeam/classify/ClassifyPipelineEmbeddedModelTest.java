package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.table.CsvRows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the embedded model says of this repository's images, as TensorFlow for Python says it. */
class ClassifyPipelineEmbeddedModelTest {
  private static final Map<String, Map.Entry<String, Double>> RIGHT =
      Map.of(
          "animals/chelsea.jpg", Map.entry("Egyptian cat", 0.8072),
          "camera", Map.entry("tripod", 0.9543),
          "chelsea.png", Map.entry("Egyptian cat", 0.7838),
          "coffee.jpg", Map.entry("espresso", 0.9196));

  @TempDir private Path temp;

  private Map<String, List<String>> rows(String model) throws IOException {
    Path images = Path.of("testdata/images").toAbsolutePath();
    ClassifyOptions options =
        PipelineOptionsFactory.fromArgs(
                "--input=" + images, "--output=" + temp + "/x.csv", "--model=" + model)
            .as(ClassifyOptions.class);
    ClassifyPipeline.create(options).run();
    Map<String, List<String>> rows = new TreeMap<>();
    try (CsvRows.Reader table = CsvRows.read(temp + "/x.csv", CsvTable.KEY_HEADER)) {
      while (table.hasNext()) {
        List<String> row = table.next();
        rows.put(images.relativize(Path.of(row.get(0))).toString(), row.subList(4, 6));
      }
    }
    return rows;
  }

  private static void assertRight(Map<String, List<String>> rows) {
    assertEquals(RIGHT.keySet(), rows.keySet());
    rows.forEach(
        (image, best) -> {
          assertEquals(RIGHT.get(image).getKey(), best.get(0), image);
          assertEquals(RIGHT.get(image).getValue(), Double.parseDouble(best.get(1)), 1e-3, image);
        });
  }

  @Test
  void shouldNameWhatIsOnTheTestImages() throws IOException {
    assertRight(rows(ModelFolder.EMBEDDED));
  }

  @Test
  void shouldNotNormaliseTwiceWhereAModelStatesWhatItsGraphDoes() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("model"));
    ModelFolder embedded = ModelFolder.open(ModelFolder.EMBEDDED);
    for (String name :
        List.of(
            ModelFolder.GRAPH,
            "imagenet_2012_challenge_label_map_proto.pbtxt",
            "imagenet_synset_to_human_label_map.txt")) {
      Files.write(folder.resolve(name), embedded.find(name).orElseThrow());
    }
    Files.writeString(folder.resolve(ModelFolder.SPEC), "{\"mean\": 127, \"scale\": 0.0078125}");
    assertRight(rows(folder.toString()));
    assertTrue(Files.exists(temp.resolve("x.csv.metrics.json")));
  }
}
