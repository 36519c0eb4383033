package org.imagebeam.graph.optimize.fuse;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.graph.optimize.layer.ConvolutionGroups;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Keeps TensorFlow 2.18 from joining layers to ops that it can't run. It doesn't ask whether there
 * is a kernel for what it makes: without oneDNN there is none for grouped convolutions with a bias
 * or batch norm, and with oneDNN none for depthwise convolutions with explicit paddings; and with
 * oneDNN it ends the process over a layer that waits for another node. It looks at neighbours only,
 * so an Identity between the two is enough, which costs nothing.
 */
public final class UnfusableLayers {
  private static final String DEPTHWISE = "DepthwiseConv2dNative";
  private static final Set<String> CONVOLUTIONS = Set.of("Conv2D", DEPTHWISE);

  /** What oneDNN's pass joins with its neighbours. */
  private static final Set<String> JOINED =
      Set.of(
          "Conv2D", "Conv3D", DEPTHWISE, "MatMul", "BatchMatMulV2", "BiasAdd", "Pad", "Transpose");

  private UnfusableLayers() {}

  /**
   * Puts an Identity behind each convolution that can't be joined; it takes over the convolution's
   * name, so that whoever reads, fetches or awaits that gets the same values. A convolution whose
   * shapes aren't known might be grouped, and gets one, too. Does what {@link #keepWaitingApart}
   * does, as well.
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
    return keepWaitingApart(replacements.in(graph));
  }

  private static List<NodeDef> apart(GraphIndex index, NodeDef node) {
    String renamed = index.freeName(node.getName() + "/apart");
    return List.of(
        node.toBuilder().setName(renamed).build(), identity(node, node.getName(), renamed).build());
  }

  /** Has an Identity in front of a layer, or of a bias, wait in its place. */
  public static GraphDef keepWaitingApart(GraphDef graph) {
    NodeReplacements replacements = new NodeReplacements();
    GraphIndex index = new GraphIndex(graph);
    for (NodeDef node : graph.getNodeList()) {
      boolean joined = JOINED.contains(node.getOp()) || node.getOp().startsWith("_Fused");
      if (joined && node.getInputList().stream().anyMatch(GraphIndex::isControl)) {
        replacements.replace(node.getName(), waiting(index, node));
      }
    }
    return replacements.in(graph);
  }

  private static List<NodeDef> waiting(GraphIndex index, NodeDef node) {
    String name = index.freeName(node.getName() + "/awaited");
    NodeDef.Builder awaited = identity(node, name, node.getInput(0));
    NodeDef.Builder free = node.toBuilder().clearInput();
    for (String input : node.getInputList()) {
      if (GraphIndex.isControl(input)) {
        awaited.addInput(input);
      } else {
        free.addInput(free.getInputCount() == 0 ? name : input);
      }
    }
    return List.of(awaited.build(), free.build());
  }

  private static NodeDef.Builder identity(NodeDef of, String name, String input) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Identity")
        .setDevice(of.getDevice())
        .addInput(input)
        .putAttr("T", of.getAttrOrThrow("T"));
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
