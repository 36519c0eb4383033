package org.imagebeam.graph.adapt;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Rewiring;
import org.imagebeam.graph.Shapes;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.UnfitGraphException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What is added to a graph so that it takes an image's red, green and blue, needs nothing else, and
 * gives probabilities. The names of its input and output stay. Immutable.
 *
 * @param blueFirst whether the network was trained on blue, green and red
 * @param activation that the graph ends without
 * @param feeds the values of placeholders beside the image's, by their names
 */
public record GraphAdaptation(
    boolean blueFirst, Activation activation, SortedMap<String, Float> feeds) {
  /** Leaves a graph as it is. */
  public static final GraphAdaptation NONE =
      new GraphAdaptation(false, Activation.NONE, new TreeMap<>());

  public GraphAdaptation {
    requireNonNull(activation, "activation is null");
    feeds = Collections.unmodifiableSortedMap(new TreeMap<>(feeds));
  }

  /** Whether a graph stays as it is. */
  public boolean isNone() {
    return equals(NONE);
  }

  /**
   * Adds it to a graph.
   *
   * @param input the node that is fed pixels
   * @param output the scores
   * @throws UnfitGraphException if the graph decodes images itself, if the output is not the first
   *     of its node, or gives probabilities already, or if there is no placeholder of a name
   * @throws org.imagebeam.graph.GraphException if there is no such input or output
   */
  public GraphDef applyTo(GraphDef graph, String input, String output) {
    if (isNone()) {
      return graph;
    }
    GraphDef adapted = feeds.isEmpty() ? graph : fed(graph, TensorName.parse(input).node());
    if (blueFirst) {
      adapted = reversed(adapted, TensorName.parse(input).node());
    }
    return new MissingActivation("\"activation\"", activation).addTo(adapted, output);
  }

  private GraphDef fed(GraphDef graph, String input) {
    GraphIndex index = new GraphIndex(graph);
    for (String name : feeds.keySet()) {
      if (index.find(name).filter(GraphAdaptation::isPlaceholder).isEmpty()) {
        throw new UnfitGraphException(
            "\"feeds\" names '"
                + name
                + "', and the graph has no placeholder of that name"
                + placeholders(graph, input));
      }
      if (name.equals(input)) {
        throw new UnfitGraphException(
            "\"feeds\" gives '" + name + "' a number, and it is the input for images");
      }
    }
    NodeReplacements fed = new NodeReplacements();
    feeds.forEach(
        (name, value) -> fed.replace(name, List.of(FedConstant.inPlaceOf(index.get(name), value))));
    return fed.in(graph);
  }

  private static String placeholders(GraphDef graph, String input) {
    String names =
        graph.getNodeList().stream()
            .filter(node -> isPlaceholder(node) && !node.getName().equals(input))
            .map(node -> "'" + node.getName() + "'")
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : "; there are " + names;
  }

  private static boolean isPlaceholder(NodeDef node) {
    return node.getOp().startsWith("Placeholder");
  }

  private static GraphDef reversed(GraphDef graph, String input) {
    GraphIndex index = new GraphIndex(graph);
    NodeDef placeholder = index.get(input);
    DataType dtype =
        placeholder.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType();
    if (!isPlaceholder(placeholder) || dtype == DataType.DT_STRING) {
      throw new UnfitGraphException(
          "\"channels\" can be \"BGR\" only where a placeholder takes pixels, and node '"
              + input
              + "' ("
              + placeholder.getOp()
              + ") takes something else");
    }
    int channels = Shapes.isChannelsFirst(shape(placeholder)) ? -3 : -1;
    NodeDef axis = Nodes.intVector(index.freeName(input + "/bgr/axis"), channels);
    NodeDef reversed =
        NodeDef.newBuilder()
            .setName(index.freeName(input + "/bgr"))
            .setOp("ReverseV2")
            .addInput(input)
            .addInput(axis.getName())
            .putAttr("T", Nodes.type(dtype))
            .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
            .build();
    return Rewiring.readInstead(graph, input, reversed.getName()).toBuilder()
        .addNode(axis)
        .addNode(reversed)
        .build();
  }

  private static List<Long> shape(NodeDef placeholder) {
    return placeholder
        .getAttrOrDefault("shape", AttrValue.getDefaultInstance())
        .getShape()
        .getDimList()
        .stream()
        .map(TensorShapeProto.Dim::getSize)
        .toList();
  }
}
