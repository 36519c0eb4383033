package org.imagebeam.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The output of a graph as float32.
 *
 * @param node to fetch: float32
 * @param conversion that node, if the graph lacks it
 */
record ScoreOutput(String node, Optional<NodeDef> conversion) {
  /** Ops whose values don't stand where their classes do. */
  private static final Set<String> CHOICES =
      Set.of("TopK", "TopKV2", "NthElement", "ArgMax", "ArgMin");

  private static final Set<String> CARRIERS = Set.of("Identity", "Cast", "Squeeze", "Reshape");

  /**
   * Finds what to fetch.
   *
   * @param shapes of {@code graph}
   * @param input the placeholder that is fed
   * @param output the tensor that is wanted
   * @throws UnfitGraphException if it gives no scores: whole numbers, strings, the best scores
   *     alone
   */
  static ScoreOutput of(GraphDef graph, InferredShapes shapes, String input, TensorName output) {
    ScoreOutput scores = of(graph, shapes, output);
    GraphIndex index = new GraphIndex(graph);
    if (isMadeOfChoices(index, input, output.node())) {
      NodeDef node = index.get(output.node());
      throw unfit(index, shapes, output, node, "the best of the classes alone");
    }
    return scores;
  }

  /**
   * Finds what to fetch of a graph whose input doesn't matter.
   *
   * @throws UnfitGraphException if it gives no scores: whole numbers, strings
   */
  static ScoreOutput of(GraphDef graph, InferredShapes shapes, TensorName output) {
    GraphIndex index = new GraphIndex(graph);
    NodeDef node = index.get(output.node());
    DataType dtype = shapes.type(output);
    if (!Dtypes.REAL.contains(dtype)) {
      throw unfit(index, shapes, output, node, Dtypes.name(dtype));
    }
    if (isChoice(index, node)) {
      throw unfit(index, shapes, output, node, "the best of the classes alone");
    }
    if (dtype == DataType.DT_FLOAT && output.output() == 0) {
      return new ScoreOutput(output.node(), Optional.empty());
    }
    NodeDef converted = converted(index, output, dtype);
    return new ScoreOutput(converted.getName(), Optional.of(converted));
  }

  /** The graph with the node to fetch. */
  GraphDef addTo(GraphDef graph) {
    return conversion.map(added -> graph.toBuilder().addNode(added).build()).orElse(graph);
  }

  private static NodeDef converted(GraphIndex index, TensorName output, DataType dtype) {
    NodeDef.Builder node =
        NodeDef.newBuilder()
            .setName(index.freeName(output.node() + "/float32"))
            .addInput(output.toString());
    return dtype == DataType.DT_FLOAT
        ? node.setOp("Identity").putAttr("T", Nodes.type(dtype)).build()
        : node.setOp("Cast")
            .putAttr("SrcT", Nodes.type(dtype))
            .putAttr("DstT", Nodes.type(DataType.DT_FLOAT))
            .build();
  }

  private static UnfitGraphException unfit(
      GraphIndex index, InferredShapes shapes, TensorName output, NodeDef node, String what) {
    String other =
        scoresBefore(index, shapes, node)
            .map(name -> ": name '" + name + "', which it is made of, as the output")
            .orElse(": name a node of float32 as the output");
    return new UnfitGraphException(
        String.format(
            Locale.ROOT,
            "output '%s' (%s) gives %s, not a score for each class%s",
            output,
            node.getOp(),
            what,
            other));
  }

  /** The nearest node of real numbers, one for each class, that a node is computed from. */
  private static Optional<String> scoresBefore(
      GraphIndex index, InferredShapes shapes, NodeDef node) {
    List<NodeDef> open = new ArrayList<>(List.of(node));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < open.size(); i++) {
      for (String input : open.get(i).getInputList()) {
        if (GraphIndex.isControl(input)) {
          continue;
        }
        NodeDef from = index.get(GraphIndex.nodeName(input));
        if (!seen.add(from.getName())) {
          continue;
        }
        boolean real = Dtypes.REAL.contains(shapes.type(TensorName.parse(input)));
        if (real && !from.getOp().equals("Const") && !isChoice(index, from)) {
          return Optional.of(TensorName.parse(input).toString());
        }
        open.add(from);
      }
    }
    return Optional.empty();
  }

  private static boolean isChoice(GraphIndex index, NodeDef node) {
    NodeDef source = node;
    while (CARRIERS.contains(source.getOp())) {
      source = index.input(source, 0);
    }
    return CHOICES.contains(source.getOp());
  }

  /** Whether all that the output knows of the input are the best of something. */
  private static boolean isMadeOfChoices(GraphIndex index, String input, String output) {
    Set<String> seen = new HashSet<>(Set.of(input));
    List<String> open = new ArrayList<>(List.of(input));
    for (int i = 0; i < open.size(); i++) {
      for (NodeDef node : index.consumers(open.get(i))) {
        if (!CHOICES.contains(node.getOp()) && seen.add(node.getName())) {
          open.add(node.getName());
        }
      }
    }
    return !seen.contains(output);
  }
}
