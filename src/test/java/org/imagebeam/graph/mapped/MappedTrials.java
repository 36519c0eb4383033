package org.imagebeam.graph.mapped;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.Graphs;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.graph.int8.SmallNetwork;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.graph.optimize.OptimizedGraph;
import org.imagebeam.graph.optimize.RewriteCases;
import org.imagebeam.session.EnvironmentException;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/**
 * Runs networks of fused layers with their weights as constants and as files. Prints a line for
 * each: what it is, how many files there are, whether the two answers are equal, and the layers
 * that TensorFlow itself writes otherwise for constants.
 */
final class MappedTrials {
  private static final String OUTPUT = "out";

  private final Path folder;
  private final TFloat32 images;
  private final String input;

  private MappedTrials(Path folder, String input, TFloat32 images) {
    this.folder = folder;
    this.images = images;
    this.input = input;
  }

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int side = RewriteCases.SIDE;
    float[] values = Layers.random(2 * side * side * RewriteCases.CHANNELS);
    try (TFloat32 images = tensor(values, 2, side, side, RewriteCases.CHANNELS)) {
      MappedTrials trials = new MappedTrials(folder, "image", images);
      for (Map.Entry<String, GraphDef> one : RewriteCases.all().entrySet()) {
        BatchedGraph batched = new BatchedGraph(one.getValue(), "image", side, side, true);
        OptimizedGraph optimized =
            InferenceOptimizer.optimize(batched, List.of(OUTPUT), Graphs.rewritesThatRun());
        if (optimized.fused()) {
          trials.print(one.getKey(), optimized.graph(), OUTPUT);
        }
      }
    }
    int small = SmallNetwork.SIDE;
    try (TFloat32 images = tensor(SmallNetwork.images(), SmallNetwork.IMAGES, small, small, 3)) {
      List<String> outputs = List.of(SmallNetwork.OUTPUT);
      GraphDef rounded = SmallNetwork.quantized(SmallNetwork.graph(), outputs).graph();
      new MappedTrials(folder, SmallNetwork.INPUT, images)
          .print("int8", Int8Rewriter.rewrite(rounded, outputs), SmallNetwork.OUTPUT);
    }
  }

  private static TFloat32 tensor(float[] values, long... shape) {
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values, true, false));
  }

  private void print(String name, GraphDef network, String output) throws IOException {
    MappedWeights mapped = MappedWeights.of(network, 1);
    NetworkFolder files = new NetworkFolder(folder.resolve(name.replace(' ', '_')));
    files.write(mapped, Map.of());
    String differing;
    String equal;
    try (GraphSession constants = GraphSession.openFused(network, SessionOptions.DEFAULT);
        GraphSession variables =
            GraphSession.openMapped(files.read().orElseThrow(), SessionOptions.DEFAULT);
        TFloat32 expected = (TFloat32) constants.run(input, images, output);
        TFloat32 actual = (TFloat32) variables.run(input, images, output)) {
      equal = String.valueOf(Arrays.equals(values(expected), values(actual)));
      differing = differing(mapped.graph(), asRun(network, output)).toString();
    } catch (EnvironmentException e) {
      equal = "refused";
      differing = "[]";
    }
    System.out.println(
        String.join("\t", name, String.valueOf(mapped.weights().size()), equal, differing));
  }

  private static float[] values(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  /** The graph as TensorFlow runs it, once its own passes have seen it. */
  private GraphDef asRun(GraphDef network, String output) {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    config.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    try (Graph graph = new Graph()) {
      graph.importGraphDef(network);
      try (Session session = new Session(graph, config.build());
          Result result =
              session
                  .runner()
                  .feed(input, images)
                  .fetch(output)
                  .setOptions(RunOptions.newBuilder().setOutputPartitionGraphs(true).build())
                  .runAndFetchMetadata()) {
        return result.getMetadata().orElseThrow().getPartitionGraphs(0);
      }
    }
  }

  /** The layers whose filters were mapped, if their ops or attributes differ. */
  private static List<String> differing(GraphDef mapped, GraphDef asRun) {
    Map<String, NodeDef> own = new HashMap<>();
    asRun.getNodeList().forEach(node -> own.put(node.getName(), node));
    List<String> differing = new ArrayList<>();
    for (NodeDef layer : mapped.getNodeList()) {
      NodeDef other = own.get(layer.getName());
      if (layer.containsAttr("is_filter_const") && other != null) {
        boolean same =
            layer.getOp().equals(other.getOp())
                && layer.getAttrMap().entrySet().stream()
                    .allMatch(
                        attribute -> attribute.getValue().equals(attribute(other, attribute)));
        if (!same) {
          differing.add(layer.getName() + ":" + layer.getOp() + "/" + other.getOp());
        }
      }
    }
    return differing;
  }

  private static AttrValue attribute(NodeDef node, Map.Entry<String, AttrValue> named) {
    return node.getAttrOrDefault(named.getKey(), AttrValue.getDefaultInstance());
  }
}
