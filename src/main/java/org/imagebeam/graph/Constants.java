package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Reads a graph's constants, and gives them other values. */
public final class Constants {
  private static final String VALUE = "value";

  private Constants() {}

  /**
   * The graph with these values in its constants.
   *
   * @param values by the names of the constants, each of the dtype and the shape that are there
   * @throws GraphException if there is no such constant, or it is of another dtype or shape
   */
  public static GraphDef replace(GraphDef graph, Map<String, TensorProto> values) {
    requireNonNull(values, "values is null");
    GraphDef.Builder replaced = graph.toBuilder().clearNode();
    Set<String> missing = new HashSet<>(values.keySet());
    for (NodeDef node : graph.getNodeList()) {
      TensorProto value = values.get(node.getName());
      missing.remove(node.getName());
      replaced.addNode(value == null ? node : with(node, value));
    }
    if (!missing.isEmpty()) {
      throw new GraphException("the graph has no node '" + missing.iterator().next() + "'");
    }
    return replaced.build();
  }

  /**
   * The values of a float32 constant, row by row.
   *
   * @throws GraphException if it is none, or a damaged one
   */
  public static float[] floats(NodeDef constant) {
    if (!FloatTensor.isConst(constant, DataType.DT_FLOAT)) {
      throw new GraphException(
          "node '" + constant.getName() + "' (" + constant.getOp() + ") is not a float32 constant");
    }
    return FloatTensor.read(constant).values();
  }

  private static NodeDef with(NodeDef node, TensorProto value) {
    TensorProto before = node.getAttrOrDefault(VALUE, AttrValue.getDefaultInstance()).getTensor();
    if (!node.getOp().equals("Const")) {
      throw new GraphException(
          "node '" + node.getName() + "' (" + node.getOp() + ") is not a constant");
    }
    if (before.getDtype() != value.getDtype()
        || !Shapes.text(before.getTensorShape()).equals(Shapes.text(value.getTensorShape()))) {
      throw new GraphException(
          String.format(
              Locale.ROOT,
              "constant '%s' is %s%s in the graph, and its new value %s%s",
              node.getName(),
              before.getDtype(),
              Shapes.text(before.getTensorShape()),
              value.getDtype(),
              Shapes.text(value.getTensorShape())));
    }
    return node.toBuilder().putAttr(VALUE, AttrValue.newBuilder().setTensor(value).build()).build();
  }
}
