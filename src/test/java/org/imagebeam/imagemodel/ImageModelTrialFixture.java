package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.LoadedGraph;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** What the tests of a trial share: a model folder, and rewrites that do harm. */
abstract class ImageModelTrialFixture {
  static final int SIZE = 16;
  static final int CLASSES = 7;
  static final GraphDef GRAPH = TinyGraphs.imageNet(SIZE, CLASSES, 5);

  /** Where oneDNN is off, TensorFlow doesn't run what is fused. */
  static final List<GraphRewrite> UNFUSED =
      GraphRewrite.choose(rewrite -> !GraphRewrite.FUSING.contains(rewrite));

  @TempDir Path temp;
  Path folder;

  byte[] first;
  byte[] second;

  @BeforeEach
  void writeModel() throws IOException {
    folder = TinyGraphs.writeModelFolder(temp.resolve("model"), SIZE, CLASSES, 5);
    first = Images.jpeg(40, 30, 1);
    second = Images.png(16, 16, 2);
  }

  /** Makes rewrites that are right but for what {@code damage} does behind some of them. */
  static List<GraphRewrite> broken(
      List<GraphRewrite> rewrites, Set<GraphRewrite> broken, UnaryOperator<GraphDef> damage) {
    return rewrites.stream()
        .map(rewrite -> broken.contains(rewrite) ? behind(rewrite, damage) : rewrite)
        .toList();
  }

  static GraphRewrite behind(GraphRewrite rewrite, UnaryOperator<GraphDef> damage) {
    return new GraphRewrite(
        rewrite.name(),
        rewrite.description(),
        (graph, outputs) -> damage.apply(rewrite.rewriting().apply(graph, outputs)));
  }

  /** Makes rewrites that add their names to a list as they are applied. */
  static List<GraphRewrite> noted(List<GraphRewrite> rewrites, List<String> applied) {
    return rewrites.stream()
        .map(
            rewrite ->
                behind(
                    rewrite,
                    graph -> {
                      applied.add(rewrite.name());
                      return graph;
                    }))
        .toList();
  }

  static List<String> names(List<GraphRewrite> rewrites) {
    return rewrites.stream().map(GraphRewrite::name).toList();
  }

  /** Doubles the values of the last layer's constants, so every answer is another. */
  static GraphDef doubled(GraphDef graph) {
    GraphDef.Builder damaged = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      damaged.addNode(
          node.getName().equals("softmax")
              ? node.toBuilder().setInput(0, "doubled").build()
              : node);
      if (node.getName().equals("softmax")) {
        damaged.addNode(NodeDefs.floatNode("doubled", "AddV2", node.getInput(0), node.getInput(0)));
      }
    }
    return damaged.build();
  }

  /** Puts an op there that TensorFlow takes and can't run: channels that don't fit. */
  static GraphDef stopped(GraphDef graph) {
    GraphDef.Builder damaged = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      damaged.addNode(
          node.getName().equals("softmax")
              ? node.toBuilder().setInput(0, "stopped").build()
              : node);
      if (node.getName().equals("softmax")) {
        damaged.addNode(NodeDefs.constInts("stopped/shape", List.of(2), 3, 5));
        damaged.addNode(
            NodeDefs.floatNode("stopped", "Reshape", node.getInput(0), "stopped/shape")
                .putAttr("Tshape", NodeDefs.type(DataType.DT_INT32)));
      }
    }
    return damaged.build();
  }

  ImageModel<float[]> load(List<GraphRewrite> rewrites) {
    return load(rewrites, InferenceSettings.DEFAULT);
  }

  ImageModel<float[]> load(List<GraphRewrite> rewrites, InferenceSettings settings) {
    return ImageModelLoader.load(
        ModelFolder.open(folder.toString()).openGraph(),
        "softmax",
        settings,
        new WholeVector(),
        temp.resolve("cache"),
        rewrites);
  }

  Metadata file(String name, byte[] content) throws IOException {
    Path file = Files.write(temp.resolve(name), content);
    return Storage.stat(file.toString()).orElseThrow();
  }

  /** Asserts that two images, alone and together, get the answers that the graph gives each. */
  void assertAnswersAsTheGraph(ImageModel<float[]> model, GraphDef graph) throws Exception {
    float[] one = model.prepare(file("first", first));
    float[] other = model.prepare(file("second", second));
    try (LoadedGraph given = new LoadedGraph(graph)) {
      assertArrayEquals(given.scores(first), model.run(List.of(one)).get(0), 1e-5f);
      assertArrayEquals(given.scores(second), model.run(List.of(other)).get(0), 1e-5f);
      if (model.largestBatch() > 1) {
        List<float[]> both = model.run(List.of(one, other));
        assertArrayEquals(given.scores(first), both.get(0), 1e-5f);
        assertArrayEquals(given.scores(second), both.get(1), 1e-5f);
      }
    }
  }

  /** The file of the only trial. */
  Path trial() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("cache/trials"))) {
      List<Path> all = files.toList();
      assertEquals(1, all.size(), all.toString());
      return all.get(0);
    }
  }

  JsonNode outcome() throws IOException {
    return new ObjectMapper().readTree(trial().toFile()).get("outcome");
  }

  /** Changes what came out of the only trial. */
  void setOutcome(String outcome) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode entry = (ObjectNode) mapper.readTree(trial().toFile());
    entry.set("outcome", mapper.readTree(outcome));
    mapper.writeValue(trial().toFile(), entry);
  }

  static List<GraphRewrite> all() {
    return GraphRewrite.ALL;
  }

  /** Divides by the sum over all scores of the batch instead of by that of each image. */
  static GraphDef softmaxOverAll() {
    return softmaxOverAll(GRAPH);
  }

  static GraphDef softmaxOverAll(GraphDef of) {
    GraphDef.Builder graph = of.toBuilder().clearNode();
    for (NodeDef node : of.getNodeList()) {
      if (!node.getName().equals("softmax")) {
        graph.addNode(node);
        continue;
      }
      graph.addNode(NodeDefs.floatNode("exp", "Exp", node.getInput(0)));
      graph.addNode(NodeDefs.constInts("axes", List.of(2), 0, 1));
      graph.addNode(
          NodeDefs.floatNode("sum", "Sum", "exp", "axes")
              .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
      graph.addNode(NodeDefs.floatNode("softmax", "RealDiv", "exp", "sum"));
    }
    return graph.build();
  }

  /** Changes the answers by an op that isn't followed. */
  static GraphDef softmaxOverAllInACircle() {
    GraphDef.Builder graph = GRAPH.toBuilder().clearNode();
    for (NodeDef node : softmaxOverAll().getNodeList()) {
      graph.addNode(
          node.getName().equals("exp") ? node.toBuilder().setInput(0, "wrapped").build() : node);
      if (node.getName().equals("exp")) {
        graph.addNode(
            NodeDefs.node("wrapped", "DebugGradientIdentity", node.getInput(0))
                .putAttr("T", NodeDefs.type(DataType.DT_FLOAT)));
      }
    }
    return graph.build();
  }

  void write(GraphDef graph) throws IOException {
    Files.write(folder.resolve(ModelFolder.GRAPH), graph.toByteArray());
  }

  /** As Keras writes a Dense layer over places: it transposes to an order that is put together. */
  static GraphDef transposedInAComputedOrder() {
    GraphDef.Builder graph = GRAPH.toBuilder().clearNode();
    for (NodeDef node : GRAPH.getNodeList()) {
      boolean last = node.getName().equals("softmax");
      graph.addNode(last ? node.toBuilder().setInput(0, "turned").build() : node);
      if (last) {
        graph.addNode(NodeDefs.constInts("free", List.of(1), 0));
        graph.addNode(NodeDefs.constInts("axes", List.of(1), 1));
        graph.addNode(NodeDefs.constInt("along", 0));
        graph.addNode(
            NodeDefs.node("order", "ConcatV2", "free", "axes", "along")
                .putAttr("N", NodeDefs.integer(2))
                .putAttr("T", NodeDefs.type(DataType.DT_INT32))
                .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
        graph.addNode(
            NodeDefs.floatNode("turned", "Transpose", node.getInput(0), "order")
                .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32)));
      }
    }
    return graph.build();
  }

  /** Lets the softmax give classes before images, and the node behind it turn them round. */
  static GraphDef transposed(GraphDef graph) {
    GraphDef.Builder turned = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      if (node.getName().equals("softmax")) {
        turned.addNode(NodeDefs.constInts("turn", List.of(2), 1, 0));
        turned.addNode(
            node.toBuilder().setName("scores").clearAttr().putAttr("T", node.getAttrOrThrow("T")));
        turned.addNode(
            node.toBuilder()
                .setName("across")
                .setOp("Transpose")
                .setInput(0, "scores")
                .addInput("turn")
                .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32)));
        turned.addNode(
            NodeDefs.floatNode("softmax", "Transpose", "across", "turn")
                .putAttr("Tperm", NodeDefs.type(DataType.DT_INT32)));
      } else {
        turned.addNode(node);
      }
    }
    return turned.build();
  }
}
