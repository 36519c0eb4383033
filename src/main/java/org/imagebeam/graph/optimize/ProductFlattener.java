package org.imagebeam.graph.optimize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.NodeWriter;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Writes a product of each place of an image with the same constant matrix as one product of
 * matrices, a row for each place of each image: batch products with a matrix, and Einsum like
 * {@code abc,cde->abde} and {@code abcd,cde->abe}. Only that takes a bias and an activation in.
 */
final class ProductFlattener {
  private static final Set<String> BATCH_PRODUCTS =
      Set.of("BatchMatMul", "BatchMatMulV2", "BatchMatMulV3");

  private final GraphIndex index;
  private final InferredShapes shapes;
  private final NodeReplacements replacements = new NodeReplacements();

  /**
   * What is multiplied.
   *
   * @param rows sizes in front of those that are summed over
   * @param columns sizes of the constant behind those
   */
  private record Product(NodeDef node, List<Long> rows, FloatTensor matrix, List<Long> columns) {}

  private ProductFlattener(GraphDef graph, InferredShapes shapes) {
    this.index = new GraphIndex(graph);
    this.shapes = shapes;
  }

  /**
   * Writes them so, each ending in a node of its name.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws org.imagebeam.graph.GraphException if a node is missing, if a constant is damaged, or
   *     if TensorFlow refuses the graph
   */
  static GraphDef flatten(GraphDef graph, Collection<String> outputs) {
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      ProductFlattener flattener = new ProductFlattener(graph, shapes);
      for (NodeDef node : graph.getNodeList()) {
        flattener.product(node).ifPresent(flattener::replace);
      }
      // Of two reshapes one behind the other, one is left.
      return ShapeSettler.settle(flattener.replacements.in(graph, outputs), outputs);
    }
  }

  private Optional<Product> product(NodeDef node) {
    boolean batch = BATCH_PRODUCTS.contains(node.getOp());
    boolean sum = node.getOp().equals("Einsum");
    if (!(batch || sum)
        || node.getInputCount() != 2
        || !FloatTensor.isConst(index.input(node, 1), DataType.DT_FLOAT)) {
      return Optional.empty();
    }
    List<Long> left = shapes.known(node.getInput(0));
    List<Long> right = FloatTensor.shapeOf(index.input(node, 1));
    int summed = batch ? batchSummed(node, left, right) : einsumSummed(node, left, right);
    if (summed == 0 || left.stream().filter(size -> size < 0).count() > 1) {
      return Optional.empty();
    }
    List<Long> rows = left.subList(0, left.size() - summed);
    long inner = right.subList(0, summed).stream().reduce(1L, Math::multiplyExact);
    FloatTensor constant = FloatTensor.read(index.input(node, 1));
    FloatTensor matrix =
        new FloatTensor(List.of(inner, constant.size() / Math.max(1, inner)), constant.values());
    List<Long> columns = right.subList(summed, right.size());
    return Optional.of(new Product(node, rows, matrix, columns));
  }

  /** How many dimensions are summed over: one, or none if it isn't such a product. */
  private static int batchSummed(NodeDef node, List<Long> left, List<Long> right) {
    boolean turned = flag(node, "adj_x") || flag(node, "adj_y");
    boolean fits =
        left.size() > 2 && right.size() == 2 && left.get(left.size() - 1).equals(right.get(0));
    return fits && !turned ? 1 : 0;
  }

  private static boolean flag(NodeDef node, String name) {
    return node.getAttrOrDefault(name, AttrValue.getDefaultInstance()).getB();
  }

  /**
   * Counts the dimensions that an Einsum sums over: the last on the left, the first on the right.
   */
  private static int einsumSummed(NodeDef node, List<Long> left, List<Long> right) {
    String[] sides =
        node.getAttrOrDefault("equation", AttrValue.getDefaultInstance())
            .getS()
            .toStringUtf8()
            .replace(" ", "")
            .split("->|,", -1);
    if (sides.length != 3
        || sides[0].length() != left.size()
        || sides[1].length() != right.size()) {
      return 0;
    }
    for (int summed = 1; summed < Math.min(left.size(), right.size()); summed++) {
      int rows = left.size() - summed;
      String labels = sides[0].substring(rows);
      String kept = sides[0].substring(0, rows) + sides[1].substring(summed);
      if (sides[1].startsWith(labels)
          && sides[2].equals(kept)
          && (kept + labels).chars().distinct().count() == (kept + labels).length()
          && left.subList(rows, left.size()).equals(right.subList(0, summed))) {
        return summed;
      }
    }
    return 0;
  }

  private void replace(Product product) {
    String name = product.node.getName();
    NodeWriter writer = new NodeWriter(index);
    int inner = Math.toIntExact(product.matrix.shape().get(0));
    String flat = writer.add(writer.reshaped(name + "/rows", product.node.getInput(0), -1, inner));
    String matrix = writer.constant(name + "/matrix", product.matrix);
    String products =
        writer.add(
            NodeDef.newBuilder()
                .setName(name + "/product")
                .setOp("MatMul")
                .addInput(flat)
                .addInput(matrix)
                .putAttr("T", Nodes.type(DataType.DT_FLOAT)));
    List<Long> shape = new ArrayList<>(product.rows);
    shape.addAll(product.columns);
    int[] sizes = shape.stream().mapToInt(Math::toIntExact).toArray();
    writer.keep(writer.reshaped(name, products, sizes).setName(name).build());
    replacements.replace(name, writer.nodes());
  }
}
