package org.imagebeam.graph;

import java.util.ArrayList;
import java.util.List;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Nodes that are written one after the other; what adds one returns its name. */
public class WrittenNodes {
  private final List<NodeDef> nodes = new ArrayList<>();

  /** The nodes so far, in order. */
  public final List<NodeDef> nodes() {
    return List.copyOf(nodes);
  }

  public final GraphDef graph() {
    return GraphDef.newBuilder().addAllNode(nodes).build();
  }

  public final String add(NodeDef node) {
    nodes.add(node);
    return node.getName();
  }

  /** A float node. */
  public final String op(String name, String op, String... inputs) {
    return add(Layers.op(name, op, inputs));
  }

  /** A float constant of one value. */
  public final String scalar(String name, float value) {
    return add(NodeDefs.constFloats(name, List.of(), value));
  }

  /** The mean along some dimensions, which are kept. */
  public final String mean(String name, String input, int... axes) {
    String along = add(Nodes.intVector(name + "/axes", axes));
    return add(
        Layers.op(name, "Mean", input, along).toBuilder()
            .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
            .putAttr("keep_dims", Nodes.of(true))
            .build());
  }
}
