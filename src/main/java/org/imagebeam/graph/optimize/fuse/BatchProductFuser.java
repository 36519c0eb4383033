package org.imagebeam.graph.optimize.fuse;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.NodeWriter;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Joins the batch product of an attention with its scale and what is added to it, a mask or a bias
 * of places, to oneDNN's one op for the three ({@code _MklFusedBatchMatMulV2}). That has to get
 * both, so a product that isn't scaled is scaled by 1, and one to which nothing is added stays.
 */
public final class BatchProductFuser {
  private static final Set<String> SUMS = Set.of("Add", "AddV2");

  private final GraphIndex index;
  private final Uses uses;
  private final InferredShapes shapes;
  private final NodeReplacements replacements = new NodeReplacements();

  private BatchProductFuser(GraphDef graph, Collection<String> outputs, InferredShapes shapes) {
    this.index = new GraphIndex(graph);
    this.uses = new Uses(graph, outputs);
    this.shapes = shapes;
  }

  /**
   * Joins each, under the name of the sum.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, if a constant is damaged, or if TensorFlow refuses
   *     the graph
   */
  public static GraphDef fuse(GraphDef graph, Collection<String> outputs) {
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      BatchProductFuser fuser = new BatchProductFuser(graph, outputs, shapes);
      for (NodeDef node : graph.getNodeList()) {
        if (node.getOp().equals("BatchMatMulV2")
            && isFree(node)
            && node.getAttrOrThrow("T").getType() == DataType.DT_FLOAT) {
          fuser.fuse(node);
        }
      }
      return fuser.replacements.in(graph, outputs);
    }
  }

  private static boolean isFree(NodeDef node) {
    return node.getInputCount() == 2
        && node.getInputList().stream().noneMatch(GraphIndex::isControl);
  }

  private void fuse(NodeDef product) {
    Optional<NodeDef> scaled =
        uses.soleReader(product.getName())
            .filter(node -> node.getOp().equals("Mul") && isFree(node))
            .filter(node -> isScalar(other(node, product)));
    NodeDef before = scaled.orElse(product);
    uses.soleReader(before.getName())
        .filter(node -> SUMS.contains(node.getOp()) && isFree(node))
        .filter(sum -> fits(shapes.known(before.getName()), sum, before))
        .ifPresent(sum -> replace(product, scaled, before, sum));
  }

  private static String otherInput(NodeDef node, NodeDef one) {
    boolean first = GraphIndex.nodeName(node.getInput(0)).equals(one.getName());
    return node.getInput(first ? 1 : 0);
  }

  private NodeDef other(NodeDef node, NodeDef one) {
    return index.get(GraphIndex.nodeName(otherInput(node, one)));
  }

  private static boolean isScalar(NodeDef node) {
    return FloatTensor.isConst(node, DataType.DT_FLOAT) && FloatTensor.shapeOf(node).isEmpty();
  }

  /** Whether what is added has as many dimensions as the product, each of its size or 1. */
  private boolean fits(List<Long> product, NodeDef sum, NodeDef before) {
    List<Long> added = shapes.known(otherInput(sum, before));
    return product.size() == 4
        && added.size() == 4
        && IntStream.range(1, 4)
            .allMatch(
                i ->
                    product.get(i) > 0
                        && (added.get(i) == 1 || added.get(i).equals(product.get(i))))
        && (added.get(0) == 1 || added.get(0).equals(product.get(0)));
  }

  private void replace(NodeDef product, Optional<NodeDef> scaled, NodeDef before, NodeDef sum) {
    NodeWriter writer = new NodeWriter(index);
    String scale =
        scaled
            .map(node -> otherInput(node, product))
            .orElseGet(
                () ->
                    writer.constant(
                        sum.getName() + "/scale", new FloatTensor(List.of(), new float[] {1})));
    NodeDef.Builder fused =
        NodeDef.newBuilder()
            .setName(sum.getName())
            .setOp("_MklFusedBatchMatMulV2")
            .addAllInput(product.getInputList())
            .addInput(scale)
            .addInput(otherInput(sum, before))
            .putAttr("T", Nodes.type(DataType.DT_FLOAT))
            .putAttr("num_args", Nodes.of(2))
            .putAttr("fused_ops", Nodes.strings(List.of("Mul", "Add")));
    for (String flag : List.of("adj_x", "adj_y")) {
      boolean set = product.getAttrOrDefault(flag, AttrValue.getDefaultInstance()).getB();
      fused.putAttr(flag, Nodes.of(set));
    }
    writer.keep(fused.build());
    replacements.replace(sum.getName(), writer.nodes());
  }
}
