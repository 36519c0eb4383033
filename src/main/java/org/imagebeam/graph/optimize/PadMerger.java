package org.imagebeam.graph.optimize;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.imagebeam.graph.optimize.layer.SamePadding;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Leaves the zeros around an image to the convolution behind them, where they are those that its
 * padding {@code SAME} would add: Keras pads in front of each convolution of stride 2, and copies
 * the whole image for it.
 */
final class PadMerger {
  private static final Set<String> CONVOLUTIONS = Set.of("Conv2D", "DepthwiseConv2dNative");

  private final GraphIndex index;
  private final Uses uses;
  private final InferredShapes shapes;
  private final NodeReplacements replacements = new NodeReplacements();

  private PadMerger(GraphDef graph, Collection<String> outputs, InferredShapes shapes) {
    this.index = new GraphIndex(graph);
    this.uses = new Uses(graph, outputs);
    this.shapes = shapes;
  }

  /**
   * Merges each such pad.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, or if TensorFlow refuses the graph
   */
  static GraphDef merge(GraphDef graph, Collection<String> outputs) {
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      PadMerger merger = new PadMerger(graph, outputs, shapes);
      for (NodeDef node : graph.getNodeList()) {
        if (node.getOp().equals("Pad") && node.getInputCount() == 2) {
          merger
              .uses
              .soleReader(node.getName())
              .ifPresent(convolution -> merger.mergeInto(convolution, node));
        }
      }
      return merger.replacements.in(graph, outputs);
    }
  }

  private void mergeInto(NodeDef convolution, NodeDef pad) {
    if (!CONVOLUTIONS.contains(convolution.getOp())
        || !GraphIndex.nodeName(convolution.getInput(0)).equals(pad.getName())
        || !LinearLayer.channelsLast(convolution)
        || !text(convolution, "padding").equals("VALID")
        || !index.input(pad, 1).getOp().equals("Const")) {
      return;
    }
    List<Long> image = shapes.known(pad.getInput(0));
    List<Long> filter = shapes.known(convolution.getInput(1));
    int[] pads = Nodes.intValues(index.input(pad, 1));
    if (pads.length == 8
        && pads[0] + pads[1] + pads[6] + pads[7] == 0
        && SamePadding.of(convolution, image, filter)
            .filter(new SamePadding(pads[2], pads[3], pads[4], pads[5])::equals)
            .isPresent()) {
      NodeDef same =
          convolution.toBuilder()
              .setInput(0, pad.getInput(0))
              .putAttr("padding", Nodes.string("SAME"))
              .build();
      replacements.replace(convolution.getName(), List.of(same));
    }
  }

  private static String text(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getS().toStringUtf8();
  }
}
