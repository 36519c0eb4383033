package org.imagebeam.graph.variables;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Puts ops that TensorFlow 2.18 has gradients for in C++ (tensorflow/cc/gradients) in the place of
 * those that it has none for, or wrong ones. The graph's answers stay the same.
 *
 * <ul>
 *   <li>Concat has none; ConcatV2 takes the same, the axis last.
 *   <li>FusedBatchNorm and V2 have none; V3 gives the same.
 *   <li>Conv2D's and DepthwiseConv2dNative's gradients know no explicit paddings; a Pad in front
 *       makes them unnecessary. Nor do they know dilations: such a graph is refused.
 * </ul>
 */
public final class Differentiable {
  private static final String EXPLICIT = "explicit_paddings";
  private static final AttrValue VALID =
      AttrValue.newBuilder().setS(ByteString.copyFromUtf8("VALID")).build();

  private Differentiable() {}

  /**
   * Rewrites what gradients pass on their way from the graph's end to some of its constants.
   *
   * @param constants that are to be learnt; other nodes are left as they are
   * @throws GraphException if a node is missing, or if it can't be made differentiable
   */
  public static GraphDef rewrite(GraphDef graph, Collection<String> constants) {
    requireNonNull(constants, "constants is null");
    GraphIndex index = new GraphIndex(graph);
    constants.forEach(index::get);
    Set<String> passed = index.dependents(constants);
    GraphDef.Builder rewritten = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      rewritten.addAllNode(passed.contains(node.getName()) ? rewrite(index, node) : List.of(node));
    }
    return rewritten.build();
  }

  private static List<NodeDef> rewrite(GraphIndex index, NodeDef node) {
    return switch (node.getOp()) {
      case "Concat" -> List.of(joined(node));
      case "FusedBatchNorm", "FusedBatchNormV2" -> List.of(normed(node));
      case "Conv2D", "DepthwiseConv2dNative" -> convolved(index, node);
      default -> List.of(node);
    };
  }

  private static NodeDef joined(NodeDef concat) {
    int values = (int) concat.getAttrOrDefault("N", Nodes.of(0)).getI();
    List<String> inputs = new ArrayList<>(concat.getInputList());
    if (values < 1 || inputs.size() <= values) {
      throw new GraphException("node '" + concat.getName() + "' (Concat) lacks inputs");
    }
    inputs.add(values, inputs.remove(0));
    return concat.toBuilder()
        .setOp("ConcatV2")
        .clearInput()
        .addAllInput(inputs)
        .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
        .build();
  }

  private static NodeDef normed(NodeDef norm) {
    return norm.toBuilder()
        .setOp("FusedBatchNormV3")
        .putAttr("U", Nodes.type(DataType.DT_FLOAT))
        .build();
  }

  private static List<NodeDef> convolved(GraphIndex index, NodeDef convolution) {
    if (Nodes.integers(convolution, "dilations").stream().anyMatch(dilation -> dilation != 1)) {
      throw new GraphException(
          String.format(
              Locale.ROOT,
              "node '%s' (%s) is dilated, and TensorFlow for Java has no gradient for that: train"
                  + " only layers behind it",
              convolution.getName(),
              convolution.getOp()));
    }
    List<Long> explicit = Nodes.integers(convolution, EXPLICIT);
    if (explicit.isEmpty()) {
      return List.of(convolution);
    }
    int[] sizes = explicit.stream().mapToInt(Math::toIntExact).toArray();
    NodeDef paddings =
        Nodes.intMatrix(index.freeName(convolution.getName() + "/paddings"), 2, sizes);
    NodeDef pad =
        NodeDef.newBuilder()
            .setName(index.freeName(convolution.getName() + "/pad"))
            .setOp("Pad")
            .addInput(convolution.getInput(0))
            .addInput(paddings.getName())
            .putAttr("T", convolution.getAttrOrThrow("T"))
            .putAttr("Tpaddings", Nodes.type(DataType.DT_INT32))
            .build();
    NodeDef plain =
        convolution.toBuilder()
            .setInput(0, pad.getName())
            .removeAttr(EXPLICIT)
            .putAttr("padding", VALID)
            .build();
    return List.of(paddings, pad, plain);
  }
}
