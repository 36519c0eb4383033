package org.imagebeam.modelimport;

import java.util.List;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Lets a network that was trained on blue, green and red take red, green and blue. */
final class BlueFirst {
  private BlueFirst() {}

  /** Returns the graph with the order of the channels turned round behind its input. */
  static GraphDef behind(GraphDef graph, String input) {
    GraphIndex index = new GraphIndex(graph);
    NodeDef placeholder = index.get(input);
    NodeDef axis = Nodes.intVector(index.freeName(input + "/blue_first/axis"), -1);
    NodeDef turned =
        NodeDef.newBuilder()
            .setName(index.freeName(input + "/blue_first"))
            .setOp("ReverseV2")
            .addInput(input)
            .addInput(axis.getName())
            .putAttr("T", placeholder.getAttrOrDefault("dtype", Nodes.type(DataType.DT_FLOAT)))
            .putAttr("Tidx", Nodes.type(DataType.DT_INT32))
            .build();
    GraphDef.Builder rewired = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      NodeDef.Builder copied = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        if (List.of(input, input + ":0").contains(node.getInput(i))) {
          copied.setInput(i, turned.getName());
        }
      }
      rewired.addNode(copied);
    }
    return rewired.addNode(axis).addNode(turned).build();
  }
}
