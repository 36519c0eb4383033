package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageModelLoaderTest {
  @TempDir private Path temp;

  private ImageModel<float[]> load(ModelGraph graph) {
    return ImageModelLoader.load(
        graph, "softmax", InferenceSettings.DEFAULT, new WholeVector(), temp.resolve("cache"));
  }

  @Test
  void shouldLoadOnceWhatWasRead() throws IOException {
    Path folder = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
    ModelGraph graph = ModelFolder.open(folder.toString()).openGraph();
    Files.delete(folder.resolve(ModelFolder.GRAPH));
    try (ImageModel<float[]> model = load(graph)) {
      assertEquals(9, model.run(List.of(new float[16 * 16 * 3])).get(0).length);
    }
    assertThrows(IllegalStateException.class, () -> load(graph));
  }
}
