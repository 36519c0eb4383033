package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Keeps TensorFlow's graph rewriter from joining layers to ops that it can't run.
 *
 * <p>Its remapper makes one op of a convolution and the bias or batch norm behind it, and doesn't
 * ask whether there is a kernel for it: of TensorFlow 2.18, without oneDNN there is none for grouped
 * convolutions, and with oneDNN none for depthwise convolutions with explicit paddings. It looks at
 * neighbours only, so an Identity between the two is enough, which costs nothing.
 */
public final class UnfusableLayers {
  private static final String DEPTHWISE = "DepthwiseConv2dNative";
  private static final Set<String> CONVOLUTIONS = Set.of("Conv2D", DEPTHWISE);

  private UnfusableLayers() {}

  /**
   * Puts an Identity behind each such convolution; it takes over the convolution's name, so that
   * whoever reads, fetches or awaits that gets the same values. A convolution whose shapes aren't
   * known might be grouped, and gets one, too.
   *
   * @throws RefusedGraphException if TensorFlow refuses the graph
   */
  public static GraphDef keepApart(GraphDef graph) {
    requireNonNull(graph, "graph is null");
    ConvolutionGroups groups = new ConvolutionGroups(graph);
    NodeReplacements replacements = new NodeReplacements();
    GraphIndex index = new GraphIndex(graph);
    for (NodeDef node : graph.getNodeList()) {
      boolean padded =
          node.getOp().equals(DEPTHWISE) && !Nodes.integers(node, "explicit_paddings").isEmpty();
      if (padded || !groups.isSingle(node)) {
        replacements.replace(node.getName(), apart(index, node));
      }
    }
    return replacements.in(graph);
  }

  private static List<NodeDef> apart(GraphIndex index, NodeDef node) {
    NodeDef renamed = node.toBuilder().setName(index.freeName(node.getName() + "/apart")).build();
    NodeDef identity =
        NodeDef.newBuilder()
            .setName(node.getName())
            .setOp("Identity")
            .setDevice(node.getDevice())
            .addInput(renamed.getName())
            .putAttr("T", node.getAttrOrThrow("T"))
            .build();
    return List.of(renamed, identity);
  }

  /**
   * Whether functions of the graph have convolutions: of those nobody knows the shapes before they
   * are called, so nothing can be kept apart there.
   */
  public static boolean areInFunctions(GraphDef graph) {
    return graph.getLibrary().getFunctionList().stream()
        .flatMap(function -> function.getNodeDefList().stream())
        .anyMatch(node -> CONVOLUTIONS.contains(node.getOp()));
  }
}
