package org.imagebeam.checkpoint;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.GraphOperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Adds nodes below a common name, which TensorFlow Java's {@code Ops} can't write as Python does:
 * {@code Assign}, {@code Assign_1} and so on.
 */
final class NodeScope {
  private final Graph graph;
  private final String name;
  private final Map<String, Integer> used = new HashMap<>();

  private NodeScope(Graph graph, String name) {
    this.graph = graph;
    this.name = name;
  }

  /** A scope of this name, or with {@code _1}, {@code _2} ... where nodes have that already. */
  static NodeScope unique(Graph graph, String name) {
    String candidate = name;
    for (int i = 1; isTaken(graph, candidate); i++) {
      candidate = name + "_" + i;
    }
    return new NodeScope(graph, candidate);
  }

  private static boolean isTaken(Graph graph, String name) {
    for (Iterator<GraphOperation> ops = graph.operations(); ops.hasNext(); ) {
      String op = ops.next().name();
      if (op.equals(name) || op.startsWith(name + "/")) {
        return true;
      }
    }
    return false;
  }

  /** The scope of a node that exists or will exist. */
  static NodeScope of(Graph graph, String name) {
    return new NodeScope(graph, name);
  }

  Graph graph() {
    return graph;
  }

  String name() {
    return name;
  }

  /** A name in here that no node has. */
  String unique(String base) {
    String candidate = name + "/" + base;
    int count = used.merge(base, 1, Integer::sum);
    if (count > 1) {
      candidate += "_" + (count - 1);
    }
    return graph.operation(candidate) == null ? candidate : unique(base);
  }

  /** Starts a node, by its name in the graph. */
  static GraphOperationBuilder node(Graph graph, String type, String fullName) {
    return graph.opBuilder(type, fullName, graph.baseScope());
  }

  /** Starts a node with a name of its own in here. */
  GraphOperationBuilder add(String type, String base) {
    return node(graph, type, unique(base));
  }

  /** A node of two inputs of the same type, and no more. */
  Output<?> binary(String type, String base, Output<?> first, Output<?> second) {
    return add(type, base).addInput(first).addInput(second).build().output(0);
  }

  /** A node of one input that hands it on. */
  Output<?> identity(String base, Output<?> input) {
    return add("Identity", base).addInput(input).build().output(0);
  }

  static Output<?> strings(Graph graph, String fullName, List<String> values, String device) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(values.size())));
    return constant(graph, fullName, addStrings(tensor, values), device);
  }

  Output<?> string(String base, String value, String device) {
    return constant(
        graph, unique(base), addStrings(TensorProto.newBuilder(), List.of(value)), device);
  }

  Output<?> integer(String base, int value, String device) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_INT32).addIntVal(value);
    return constant(graph, unique(base), tensor, device);
  }

  Output<?> number(String base, float value) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).addFloatVal(value);
    return constant(graph, unique(base), tensor, "");
  }

  private static TensorProto.Builder addStrings(TensorProto.Builder tensor, List<String> values) {
    tensor.setDtype(DataType.DT_STRING);
    values.forEach(value -> tensor.addStringVal(ByteString.copyFromUtf8(value)));
    return tensor;
  }

  private static Output<?> constant(
      Graph graph, String fullName, TensorProto.Builder tensor, String device) {
    if (!tensor.hasTensorShape()) {
      tensor.setTensorShape(TensorShapeProto.getDefaultInstance());
    }
    GraphOperationBuilder node = node(graph, "Const", fullName);
    node.setAttr("dtype", tensor.getDtype());
    node.setAttr("value", AttrValue.newBuilder().setTensor(tensor).build());
    return placed(node, device).build().output(0);
  }

  /** A node that gives its input unless another value is fed. */
  Output<?> withDefault(String base, Output<?> input) {
    return add("PlaceholderWithDefault", base)
        .addInput(input)
        .setAttr("dtype", input.dataType())
        .setAttr("shape", Shape.scalar())
        .build()
        .output(0);
  }

  /** A node that is done when the others are. */
  GraphOperation group(String base, Iterable<GraphOperation> others, String device) {
    GraphOperationBuilder node = placed(add("NoOp", base), device);
    others.forEach(node::addControlInput);
    return node.build();
  }

  static GraphOperationBuilder placed(GraphOperationBuilder node, String device) {
    return device.isEmpty() ? node : node.setDevice(device);
  }
}
