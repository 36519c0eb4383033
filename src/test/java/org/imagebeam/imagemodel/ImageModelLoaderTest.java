package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  @Test
  void shouldUseWhatWasMadeOfTheGraphToReadItsLabels() throws IOException {
    Path cache = temp.resolve("cache");
    List<float[]> image = List.of(image());
    ModelGraph graph = openTiny();
    ModelLabels labels = ModelLabels.read(graph);
    try (ImageModel<float[]> plain = load(openTiny());
        ImageModel<float[]> model =
            ImageModelLoader.load(
                graph, labels, "softmax", InferenceSettings.DEFAULT, new WholeVector(), cache)) {
      assertArrayEquals(plain.run(image).get(0), model.run(image).get(0));
    }
    assertTrue(labels.takeBatched(List.of("softmax")).isEmpty(), "it was taken");
    assertThrows(IllegalStateException.class, graph::graph);
  }

  private ModelGraph openTiny() throws IOException {
    Path folder = TinyGraphs.writeModelFolder(temp.resolve("tiny"), 16, 9, 5);
    return ModelFolder.open(folder.toString()).openGraph();
  }

  private static float[] image() {
    float[] image = new float[16 * 16 * 3];
    for (int i = 0; i < image.length; i++) {
      image[i] = i % 256;
    }
    return image;
  }

  @Test
  void shouldHandOutOnceWhatWasMadeForTheNodesThatAreStated() throws IOException {
    ModelGraph graph = openTiny();
    ModelLabels labels = ModelLabels.read(graph);
    assertTrue(labels.takeBatched(List.of("softmax")).isPresent());
    assertTrue(labels.takeBatched(List.of("softmax")).isEmpty());
    assertTrue(ModelLabels.read(graph).takeBatched(List.of("logits")).isEmpty());
    ModelLabels released = ModelLabels.read(graph);
    released.releaseGraph();
    assertTrue(released.takeBatched(List.of("softmax")).isEmpty());
  }
}
