package org.imagebeam.graph.optimize;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Writes a convolution with a group for each channel as the depthwise convolution that it is:
 * TensorFlow runs groups one after another, and Keras's ConvNeXt is made of them.
 */
final class DepthwiseFinder {
  private DepthwiseFinder() {}

  /**
   * Writes them so, under their names. Those with explicit paddings or dilations stay, which
   * TensorFlow's own depthwise kernel doesn't know.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws org.imagebeam.graph.GraphException if a node is missing, if a constant is damaged, or
   *     if TensorFlow refuses the graph
   */
  static GraphDef find(GraphDef graph, Collection<String> outputs) {
    GraphIndex index = new GraphIndex(graph);
    NodeReplacements replacements = new NodeReplacements();
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      for (NodeDef node : graph.getNodeList()) {
        if (node.getOp().equals("Conv2D")) {
          LinearLayer.of(index, node)
              .flatMap(layer -> depthwise(layer, index, shapes.known(node.getInput(0))))
              .ifPresent(nodes -> replacements.replace(node.getName(), nodes));
        }
      }
    }
    return replacements.in(graph, outputs);
  }

  private static Optional<List<NodeDef>> depthwise(
      LinearLayer layer, GraphIndex index, List<Long> input) {
    List<Long> filter = FloatTensor.shapeOf(layer.weights());
    List<Long> strides = Nodes.integers(layer.node(), "strides");
    long channels = input.size() == 4 ? input.get(3) : 0;
    if (channels < 2
        || filter.get(2) != 1
        || filter.get(3) % channels != 0
        || strides.size() != 4
        || !strides.get(1).equals(strides.get(2))
        || Nodes.integers(layer.node(), "dilations").stream().anyMatch(dilation -> dilation != 1)
        || !Nodes.integers(layer.node(), "explicit_paddings").isEmpty()) {
      return Optional.empty();
    }
    // A group's results stand side by side in both: only the shape is written otherwise.
    List<Long> shape = List.of(filter.get(0), filter.get(1), channels, filter.get(3) / channels);
    FloatTensor weights = new FloatTensor(shape, FloatTensor.read(layer.weights()).values());
    NodeDef constant =
        weights.toConst(index.freeName(layer.node().getName() + "/depthwise_weights"));
    NodeDef node =
        layer.withWeights(constant.getName()).toBuilder()
            .setOp("DepthwiseConv2dNative")
            .removeAttr("use_cudnn_on_gpu")
            .build();
    return Optional.of(List.of(constant, node));
  }
}
