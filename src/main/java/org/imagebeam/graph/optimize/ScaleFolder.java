package org.imagebeam.graph.optimize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Uses;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Folds the scale of an attention, by which each of its many products is multiplied, into the
 * weights and the bias of the layer that makes one of the two factors.
 */
final class ScaleFolder {
  private static final Set<String> PRODUCTS =
      Set.of("BatchMatMul", "BatchMatMulV2", "BatchMatMulV3", "Einsum");

  private static final Set<String> SUMS = Set.of("Add", "AddV2", "BiasAdd");
  private static final Set<String> MOVES = Set.of("Reshape", "Transpose");

  private final GraphIndex index;
  private final Uses uses;
  private final NodeReplacements replacements = new NodeReplacements();
  private final Set<String> scaled = new HashSet<>();

  /** A node of a chain, with the place of its constant. */
  private record Constant(NodeDef node, int at) {}

  private ScaleFolder(GraphDef graph, Collection<String> outputs) {
    this.index = new GraphIndex(graph);
    this.uses = new Uses(graph, outputs);
  }

  /**
   * Folds each; the product takes the name of what multiplied it.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, or if a constant is damaged
   */
  static GraphDef fold(GraphDef graph, Collection<String> outputs) {
    ScaleFolder folder = new ScaleFolder(graph, outputs);
    for (NodeDef node : graph.getNodeList()) {
      if (PRODUCTS.contains(node.getOp()) && node.getInputCount() == 2) {
        folder.fold(node);
      }
    }
    return folder.replacements.in(graph, outputs);
  }

  private void fold(NodeDef product) {
    Optional<NodeDef> times =
        uses.soleReader(product.getName())
            .filter(node -> node.getOp().equals("Mul") && node.getInputCount() == 2);
    if (times.isEmpty()) {
      return;
    }
    boolean first = GraphIndex.nodeName(times.get().getInput(0)).equals(product.getName());
    NodeDef factor = index.input(times.get(), first ? 1 : 0);
    if (!FloatTensor.isConst(factor, DataType.DT_FLOAT) || !FloatTensor.shapeOf(factor).isEmpty()) {
      return;
    }
    chain(product, 0)
        .or(() -> chain(product, 1))
        .ifPresent(
            chain -> {
              chain.forEach(constant -> scale(constant, FloatTensor.read(factor).get(0)));
              replacements.drop(product);
              replacements.replace(
                  times.get().getName(),
                  List.of(product.toBuilder().setName(times.get().getName()).build()));
            });
  }

  /** The constants that make an input linear in all of them at once, up to a layer's weights. */
  private Optional<List<Constant>> chain(NodeDef product, int side) {
    List<Constant> chain = new ArrayList<>();
    NodeDef reader = product;
    int at = side;
    while (true) {
      NodeDef node = index.input(reader, at);
      if (!uses.soleReader(node.getName()).isPresent()
          || scaled.contains(node.getName())
          || node.getInputCount() != 2
          || node.getInputList().stream().anyMatch(GraphIndex::isControl)) {
        return Optional.empty();
      }
      boolean weighted = isWeights(node, 1);
      if (node.getOp().equals("MatMul") || node.getOp().startsWith("BatchMatMul")) {
        chain.add(new Constant(node, 1));
        return weighted ? Optional.of(chain) : Optional.empty();
      }
      if (SUMS.contains(node.getOp())) {
        if (!weighted && !isWeights(node, 0)) {
          return Optional.empty();
        }
        at = weighted ? 0 : 1;
        chain.add(new Constant(node, 1 - at));
      } else if (MOVES.contains(node.getOp())) {
        at = 0;
      } else {
        return Optional.empty();
      }
      reader = node;
    }
  }

  private boolean isWeights(NodeDef node, int at) {
    return FloatTensor.isConst(index.input(node, at), DataType.DT_FLOAT);
  }

  private void scale(Constant constant, float factor) {
    NodeDef node = constant.node;
    FloatTensor read = FloatTensor.read(index.input(node, constant.at));
    float[] values = new float[read.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = read.get(i) * factor;
    }
    NodeDef written =
        new FloatTensor(read.shape(), values).toConst(index.freeName(node.getName() + "/scaled"));
    scaled.add(node.getName());
    replacements.replace(
        node.getName(),
        List.of(written, node.toBuilder().setInput(constant.at, written.getName()).build()));
  }
}
