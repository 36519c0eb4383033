package org.imagebeam.graph.input;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.Dtypes;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.ProductOp;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.UnfitGraphException;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The output of a graph as float32.
 *
 * @param node to fetch: float32
 * @param conversion that node, if the graph lacks it
 */
public record ScoreOutput(String node, Optional<NodeDef> conversion) {
  private static final String BEST = "the best of the classes alone";

  private static final Set<String> LARGEST = Set.of("Max", "Min");

  private static final Set<String> NO_SCORES =
      Set.of("Const", "Placeholder", "PlaceholderWithDefault");

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
  public static ScoreOutput of(
      GraphDef graph, InferredShapes shapes, String input, TensorName output) {
    ScoreOutput scores = of(graph, shapes, output);
    Reading reading = new Reading(new GraphIndex(graph), shapes, new Choices(graph));
    if (reading.isMadeOfChoices(input, output.node())) {
      throw reading.unfit(output, BEST);
    }
    return scores;
  }

  /**
   * Finds what to fetch of a graph whose input doesn't matter.
   *
   * @throws UnfitGraphException if it gives no scores: whole numbers, strings
   */
  public static ScoreOutput of(GraphDef graph, InferredShapes shapes, TensorName output) {
    GraphIndex index = new GraphIndex(graph);
    Reading reading = new Reading(index, shapes, new Choices(graph));
    DataType dtype = shapes.type(output);
    if (!Dtypes.REAL.contains(dtype)) {
      throw reading.unfit(output, Dtypes.name(dtype));
    }
    if (reading.isChoice(output)) {
      throw reading.unfit(output, BEST);
    }
    if (dtype == DataType.DT_FLOAT && output.output() == 0) {
      return new ScoreOutput(output.node(), Optional.empty());
    }
    NodeDef converted = converted(index, output, dtype);
    return new ScoreOutput(converted.getName(), Optional.of(converted));
  }

  /** The graph with the node to fetch. */
  public GraphDef addTo(GraphDef graph) {
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

  /** A graph, and what it gives where. */
  private record Reading(GraphIndex index, InferredShapes shapes, Choices choices) {
    UnfitGraphException unfit(TensorName output, String what) {
      NodeDef node = index.get(output.node());
      String other =
          scoresBefore(node)
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
    private Optional<String> scoresBefore(NodeDef node) {
      List<NodeDef> open = new ArrayList<>(List.of(node));
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < open.size(); i++) {
        for (String input : open.get(i).getInputList()) {
          if (GraphIndex.isControl(input)) {
            continue;
          }
          TensorName tensor = TensorName.parse(input);
          NodeDef from = index.get(tensor.node());
          if (!seen.add(from.getName())) {
            continue;
          }
          boolean real = Dtypes.REAL.contains(shapes.type(tensor));
          if (real && !NO_SCORES.contains(from.getOp()) && !isChoice(tensor)) {
            return Optional.of(tensor.toString());
          }
          open.add(from);
        }
      }
      return Optional.empty();
    }

    boolean isChoice(TensorName tensor) {
      TensorName source = tensor;
      NodeDef node = index.get(source.node());
      while (CARRIERS.contains(node.getOp())) {
        node = index.input(node, 0);
        source = TensorName.parse(index.get(source.node()).getInput(0));
      }
      return choices.contain(node, source.output()) || isLargestOfVector(node);
    }

    /**
     * Whether of a vector, or of the last dimension of several, the largest value alone is left.
     */
    private boolean isLargestOfVector(NodeDef node) {
      if (!LARGEST.contains(node.getOp())) {
        return false;
      }
      int rank = shapes.known(node.getInput(0)).size();
      NodeDef axes = index.input(node, 1);
      if (rank < 1 || rank > 2 || !axes.getOp().equals("Const")) {
        return false;
      }
      int last = rank - 1;
      return Arrays.stream(Nodes.intValues(axes)).anyMatch(axis -> axis == last || axis == -1);
    }

    /**
     * Whether all that the output knows of the input are the best of something. A product with
     * weights makes of the best, such as the largest features, a value for each class again.
     */
    boolean isMadeOfChoices(String input, String output) {
      Set<String> seen = new HashSet<>(Set.of(input));
      Set<String> chosen = new HashSet<>();
      List<String> open = new ArrayList<>(List.of(input));
      for (int i = 0; i < open.size(); i++) {
        NodeDef from = index.get(open.get(i));
        for (NodeDef node : index.consumers(from.getName())) {
          boolean more = seen.contains(from.getName()) && readsMoreThanChoices(node, from);
          Set<String> found = more || ProductOp.of(node).isPresent() ? seen : chosen;
          if (found.add(node.getName())) {
            open.add(node.getName());
          }
        }
      }
      return !seen.contains(output);
    }

    private boolean readsMoreThanChoices(NodeDef node, NodeDef from) {
      return node.getInputList().stream()
          .filter(input -> !GraphIndex.isControl(input))
          .map(TensorName::parse)
          .filter(tensor -> tensor.node().equals(from.getName()))
          .anyMatch(tensor -> !choices.contain(from, tensor.output()));
    }
  }
}
