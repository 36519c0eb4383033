package org.imagebeam.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Collects the nodes of a graph, old and new. Each method that makes one, of float32, gives its
 * name: the one asked for, or a free one like it if an old node has that.
 */
public final class NodeWriter {
  private static final AttrValue FLOAT = Nodes.type(DataType.DT_FLOAT);
  private static final AttrValue INT = Nodes.type(DataType.DT_INT32);

  private final GraphIndex index;
  private final List<NodeDef> nodes = new ArrayList<>();

  /**
   * @param index of the old nodes
   */
  public NodeWriter(GraphIndex index) {
    this.index = index;
  }

  public List<NodeDef> nodes() {
    return List.copyOf(nodes);
  }

  /** Adds a node as it is: an old one, or one in the place and name of an old one. */
  public void keep(NodeDef node) {
    nodes.add(node);
  }

  public String constant(String name, FloatTensor values) {
    return add(values.toConst(index.freeName(name)));
  }

  /** {@code input} with its dimensions in another order: which is the first, which the second. */
  public NodeDef.Builder transposed(String name, String input, int... order) {
    String dimensions = add(Nodes.intVector(index.freeName(name + "/order"), order));
    return op(name, "Transpose", input, dimensions).putAttr("T", FLOAT).putAttr("Tperm", INT);
  }

  public NodeDef.Builder reshaped(String name, String input, int... shape) {
    String sizes = add(Nodes.intVector(index.freeName(name + "/shape"), shape));
    return op(name, "Reshape", input, sizes).putAttr("T", FLOAT).putAttr("Tshape", INT);
  }

  /** Matrix by matrix, all dimensions but the last two alike or broadcast. */
  public NodeDef.Builder product(String name, String left, String right) {
    return op(name, "BatchMatMulV2", left, right).putAttr("T", FLOAT);
  }

  /** {@code input} in that many parts along a dimension: {@code name:0}, {@code name:1}, ... */
  public NodeDef.Builder split(String name, String input, int axis, int parts) {
    String along = add(Nodes.intScalar(index.freeName(name + "/axis"), axis));
    return op(name, "Split", along, input)
        .putAttr("num_split", Nodes.of(parts))
        .putAttr("T", FLOAT);
  }

  /** The first elements along each dimension, that many; of -1, all. */
  public NodeDef.Builder first(String name, String input, int... sizes) {
    String begin = add(Nodes.intVector(index.freeName(name + "/begin"), new int[sizes.length]));
    String size = add(Nodes.intVector(index.freeName(name + "/size"), sizes));
    return op(name, "Slice", input, begin, size).putAttr("T", FLOAT).putAttr("Index", INT);
  }

  /** {@code input} and a value for each of its last dimension. */
  public NodeDef.Builder biased(String name, String input, String biases) {
    return op(name, "BiasAdd", input, biases).putAttr("T", FLOAT);
  }

  public NodeDef.Builder joined(String name, List<String> inputs, int axis) {
    String along = add(Nodes.intScalar(index.freeName(name + "/axis"), axis));
    return op(name, "ConcatV2", inputs.toArray(String[]::new))
        .addInput(along)
        .putAttr("N", Nodes.of(inputs.size()))
        .putAttr("T", FLOAT)
        .putAttr("Tidx", INT);
  }

  /** Adds a new node under a name that is free. */
  public String add(NodeDef.Builder node) {
    return add(node.setName(index.freeName(node.getName())).build());
  }

  private String add(NodeDef node) {
    nodes.add(node);
    return node.getName();
  }

  private static NodeDef.Builder op(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs));
  }
}
