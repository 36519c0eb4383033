package org.imagebeam.graph.int8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Rewiring;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Gives convolutions without a bias one of zeros, because the int8 ops have one. Networks that
 * normalise in front of their layers, such as DenseNet, leave it out.
 */
public final class ZeroBiases {
  private ZeroBiases() {}

  /**
   * Adds the biases. Answers stay as they are.
   *
   * @param graph with its batch norms folded
   * @param outputs the nodes that are fetched; they stay what they are
   * @throws org.imagebeam.graph.GraphException if a node is missing, or if a constant is damaged
   */
  public static GraphDef add(GraphDef graph, Collection<String> outputs) {
    GraphIndex index = new GraphIndex(graph);
    Uses uses = new Uses(graph, outputs);
    Map<String, String> biased = new HashMap<>();
    List<NodeDef> added = new ArrayList<>();
    for (NodeDef node : graph.getNodeList()) {
      if (isPlain(node) && lacksBias(index, uses, node) && !outputs.contains(node.getName())) {
        LinearLayer layer = LinearLayer.of(index, node).orElseThrow();
        String name = index.freeName(node.getName() + "/biased");
        NodeDef zeros =
            new FloatTensor(List.of((long) layer.channels()), new float[layer.channels()])
                .toConst(index.freeName(name + "/zeros"));
        added.add(zeros);
        added.add(
            NodeDef.newBuilder()
                .setName(name)
                .setOp("BiasAdd")
                .addInput(node.getName())
                .addInput(zeros.getName())
                .putAttr("T", Nodes.type(DataType.DT_FLOAT))
                .build());
        biased.put(node.getName(), name);
      }
    }
    GraphDef read =
        Rewiring.inputs(
            graph,
            input -> {
              String name = GraphIndex.nodeName(input);
              boolean first = input.equals(name) || input.equals(name + ":0");
              return first ? biased.getOrDefault(name, input) : input;
            });
    return read.toBuilder().addAllNode(added).build();
  }

  private static boolean isPlain(NodeDef node) {
    return QuantizableLayer.CONVOLUTIONS.contains(node.getOp()) && LinearLayer.channelsLast(node);
  }

  private static boolean lacksBias(GraphIndex index, Uses uses, NodeDef node) {
    return FloatTensor.isConst(index.input(node, 1), DataType.DT_FLOAT)
        && uses.soleReader(node.getName()).filter(next -> next.getOp().equals("BiasAdd")).isEmpty();
  }
}
