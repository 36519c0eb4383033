package org.imagebeam.modelimport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.ImageRun;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TinyGraphs;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** Imports models into a folder of its own, and makes small ones to import. */
final class ImportFixture {
  static final int SIDE = GivenGraphs.SIDE;
  static final ImportOptions TORCH =
      options(Optional.empty(), Optional.of(PixelPreset.TORCH), Optional.empty());

  private static final int TINY_SIDE = 16;
  private static final int TINY_CLASSES = 9;

  private final Path temp;

  /**
   * @param temp where files are written
   */
  ImportFixture(Path temp) {
    this.temp = temp;
  }

  static ImportOptions options(
      Optional<String> output, Optional<PixelPreset> pixels, Optional<String> labels) {
    ImportOptions.Builder options = ImportOptions.builder();
    output.ifPresent(options::output);
    pixels.ifPresent(options::pixels);
    labels.ifPresent(options::labels);
    return options.build();
  }

  static GraphDef network() {
    return GivenGraphs.placeholder(DataType.DT_FLOAT, -1, SIDE, SIDE, 3).network().graph();
  }

  String folder() {
    return temp.resolve("imported").toString();
  }

  ImportReport importTo(Path source, ImportOptions options) throws IOException {
    return new ModelImport(source.toString(), options).writeTo(folder());
  }

  ModelFolder imported() {
    return ModelFolder.open(folder());
  }

  /** Writes a model folder with a graph and nine classes. */
  Path modelFolder() throws IOException {
    return TinyGraphs.writeModelFolder(
        Files.createDirectories(temp.resolve("model")), TINY_SIDE, TINY_CLASSES, 5);
  }

  /** {@code scores = mean(input) W + b} with variables, saved as {@code net}. */
  Path checkpoint() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("checkpoint"));
    GraphDef.Builder nodes = GraphDef.newBuilder();
    nodes.addNode(
        network().getNodeList().stream()
            .filter(node -> node.getName().equals("input"))
            .findFirst()
            .orElseThrow());
    nodes.addNode(NodeDefs.constInts("axes", List.of(2), 1, 2));
    nodes.addNode(
        NodeDefs.floatNode("mean", "Mean", "input", "axes")
            .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)));
    nodes.addAllNode(variable("W", 3, 2));
    nodes.addAllNode(variable("b", 2));
    nodes.addNode(NodeDefs.floatNode("product", "MatMul", "mean", "W/read"));
    nodes.addNode(NodeDefs.floatNode("scores", "Add", "product", "b/read"));
    try (Graph graph = new Graph()) {
      graph.importGraphDef(nodes.build());
      Saver saver = Saver.builder(graph).build();
      try (Session session = new Session(graph)) {
        session.runner().addTarget("W/Assign").addTarget("b/Assign").run().close();
        saver.save(session, folder.resolve("net").toString());
      }
    }
    return folder;
  }

  private static List<NodeDef> variable(String name, Integer... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    List.of(sizes).forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    int count = List.of(sizes).stream().reduce(1, (a, b) -> a * b);
    float[] values = new float[count];
    IntStream.range(0, count).forEach(i -> values[i] = i + 1);
    List<NodeDef> nodes = new ArrayList<>();
    nodes.add(
        NodeDefs.node(name, "VariableV2")
            .putAttr("dtype", NodeDefs.type(DataType.DT_FLOAT))
            .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
            .build());
    nodes.add(NodeDefs.constFloats(name + "/value", List.of(sizes), values));
    nodes.add(NodeDefs.floatNode(name + "/Assign", "Assign", name, name + "/value").build());
    nodes.add(NodeDefs.floatNode(name + "/read", "Identity", name).build());
    return nodes;
  }

  /** What {@link #checkpoint} answers: its W is [[1, 2], [3, 4], [5, 6]], its b [1, 2]. */
  static float[] variableScores() {
    double[] means = new double[3];
    float[] pixels = pixels();
    for (int i = 0; i < pixels.length; i++) {
      means[i % 3] += pixels[i] / (SIDE * SIDE);
    }
    return new float[] {
      (float) (means[0] + 3 * means[1] + 5 * means[2] + 1),
      (float) (2 * means[0] + 4 * means[1] + 6 * means[2] + 2)
    };
  }

  static float[] pixels() {
    return ImageRun.pixels(1, SIDE);
  }

  static float[] scores(GraphDef graph, String input, String output) {
    return scores(graph, input, output, pixels());
  }

  static float[] scores(GraphDef graph, String input, String output, float[] pixels) {
    return ImageRun.of(graph, input, pixels, SIDE, output);
  }

  static ImportOptions feeding(String node, float value, Activation activation) {
    return ImportOptions.builder()
        .pixels(PixelPreset.TORCH)
        .activation(activation)
        .feeds(Map.of(node, value))
        .build();
  }
}
