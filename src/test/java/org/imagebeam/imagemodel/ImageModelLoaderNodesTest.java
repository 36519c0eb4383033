package org.imagebeam.imagemodel;

import static org.imagebeam.imagemodel.GivenModels.BYTE;
import static org.imagebeam.imagemodel.GivenModels.FLOAT;
import static org.imagebeam.imagemodel.GivenModels.SCALE;
import static org.imagebeam.imagemodel.GivenModels.SIZE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.imagebeam.imagemodel.GivenModels.Fed;
import org.imagebeam.inference.StageException;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** Several nodes of a network, fetched in one run. */
class ImageModelLoaderNodesTest {
  private static final float TOLERANCE = 1e-4f;

  @TempDir private Path temp;
  private GivenModels models;

  /** Keeps the values of each node. */
  private record Nodes(List<String> otherNodes) implements VectorFunction<List<float[]>> {
    @Override
    public List<float[]> apply(float[] vector) {
      return List.of(vector);
    }

    @Override
    public List<float[]> apply(List<float[]> values) {
      return values;
    }

    @Override
    public String id() {
      return toString();
    }
  }

  @BeforeEach
  void writeImages() throws IOException {
    models = new GivenModels(temp);
  }

  @Test
  void shouldGiveLayersAsTheGraphHasThemWhateverIsFused() throws Exception {
    GivenGraphs graph = GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network();
    for (String node : List.of("conv", "relu", "mean", "logits", "mean:0")) {
      assertAnswers(graph, SCALE, 3, Fed.pixels(FLOAT), node);
    }
    assertAnswers(graph, SCALE, 3, Fed.pixels(FLOAT), "mean", "conv", "logits");
  }

  @Test
  void shouldGiveThemWhateverBatchTheGraphTakes() throws Exception {
    String both = SIZE + ", " + SCALE;
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 1, 12, 12, 3).network(),
        SCALE,
        3,
        Fed.pixels(FLOAT),
        "mean");
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, -1, -1, -1, 3).network(),
        both,
        3,
        Fed.pixels(FLOAT),
        "relu");
    Fed eight = Fed.pixels(FLOAT, 8L, 12L, 12L, 3L);
    assertAnswers(
        GivenGraphs.placeholder(FLOAT, 8, 12, 12, 3).network(), SCALE, 3, eight, "mean", "conv");
  }

  /** The scores alone would go through in batches. */
  @Test
  void shouldRunImagesOneByOneIfOneNodeMixesThem() throws Exception {
    GivenGraphs graph = GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network();
    graph.then(NodeDefs.floatNode("again", "Softmax", "logits"));
    GraphDef mixing =
        graph.graph().toBuilder()
            .addNode(
                NodeDefs.floatNode("largest", "Max", "mean", "zero")
                    .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32))
                    .putAttr("keep_dims", NodeDefs.bool(true)))
            .addNode(NodeDefs.floatNode("relative", "Div", "mean", "largest"))
            .addNode(NodeDefs.constInts("zero", List.of(1), 0))
            .build();
    ModelFolder folder = models.folder(mixing, SCALE);
    assertEquals(3, batch(folder, List.of()));
    assertEquals(1, batch(folder, List.of("relative")));
    assertEquals(1, batch(folder, List.of("mean", "relative")));
  }

  @Test
  void shouldGiveTheValuesOfANodeForEachOfItsNames() throws Exception {
    GraphDef graph = GivenGraphs.placeholder(FLOAT, -1, 12, 12, 3).network().graph();
    ModelFolder folder = models.folder(graph, SCALE);
    for (String same : List.of("out", "out:0")) {
      List<float[]> nodes = answers(folder, List.of(same), 3).get(0);
      assertEquals(2, nodes.size());
      assertEquals(GivenGraphs.CLASSES, nodes.get(0).length);
      assertArrayEquals(nodes.get(0), nodes.get(1));
    }
  }

  @Test
  void shouldRefuseNodesThatAreNotThereOrNoNumbers() throws Exception {
    GraphDef graph =
        GivenGraphs.placeholder(BYTE, -1, 12, 12, 3).cast(BYTE, FLOAT).network().graph();
    ModelFolder folder = models.folder(graph, "");
    for (String node : List.of("nowhere", "input")) {
      ModelException e =
          assertThrows(ModelException.class, () -> answers(folder, List.of(node), 3));
      assertTrue(e.getMessage().contains("'" + node + "'"), e.getMessage());
    }
  }

  private void assertAnswers(
      GivenGraphs given, String members, int batch, Fed fed, String... others) throws Exception {
    GraphDef graph = given.graph();
    ModelFolder folder = models.folder(graph, members);
    List<List<float[]>> answers = answers(folder, List.of(others), batch);
    List<String> nodes = new ArrayList<>(List.of("out"));
    nodes.addAll(List.of(others));
    for (int image = 0; image < answers.size(); image++) {
      for (int i = 0; i < nodes.size(); i++) {
        float[] actual = answers.get(image).get(i);
        String node = nodes.get(i).replace(":0", "");
        float[] all = models.expected(graph, node, models.images().get(image), fed);
        assertArrayEquals(
            Arrays.copyOf(all, actual.length), actual, TOLERANCE, node + " of image " + image);
        assertEquals(fed.shape().isEmpty() ? all.length : all.length / 8, actual.length, node);
      }
    }
  }

  private ImageModel<List<float[]>> load(ModelFolder folder, List<String> others) {
    return ImageModelLoader.load(
        folder.openGraph(),
        folder.spec().output(),
        InferenceSettings.DEFAULT,
        new Nodes(others),
        temp.resolve("cache"));
  }

  private int batch(ModelFolder folder, List<String> others) {
    try (ImageModel<List<float[]>> model = load(folder, others)) {
      return Math.min(3, model.largestBatch());
    }
  }

  private List<List<float[]>> answers(ModelFolder folder, List<String> others, int batch)
      throws IOException, StageException {
    try (ImageModel<List<float[]>> model = load(folder, others)) {
      assertEquals(batch, Math.min(3, model.largestBatch()));
      List<float[]> prepared = new ArrayList<>();
      for (int i = 0; i < models.images().size(); i++) {
        Metadata file = Storage.stat(temp.resolve(i + ".jpg").toString()).orElseThrow();
        prepared.add(model.prepare(file));
      }
      return model.run(prepared);
    }
  }
}
