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
    if (image.size() == 4
        && filter.size() == 4
        && pads.length == 8
        && pads[0] + pads[1] + pads[6] + pads[7] == 0
        && isSame(convolution, 1, image.get(1), filter.get(0), pads[2], pads[3])
        && isSame(convolution, 2, image.get(2), filter.get(1), pads[4], pads[5])) {
      NodeDef same =
          convolution.toBuilder()
              .setInput(0, pad.getInput(0))
              .putAttr("padding", Nodes.string("SAME"))
              .build();
      replacements.replace(convolution.getName(), List.of(same));
    }
  }

  /** Whether SAME adds so many zeros along a dimension: see TensorFlow's guide to padding. */
  private static boolean isSame(
      NodeDef convolution, int dimension, long size, long taps, int before, int after) {
    long stride = at(convolution, "strides", dimension);
    long width = (taps - 1) * at(convolution, "dilations", dimension) + 1;
    if (size <= 0 || taps <= 0) {
      return false;
    }
    long added = Math.max(0, ((size + stride - 1) / stride - 1) * stride + width - size);
    return before == added / 2 && after == added - added / 2;
  }

  private static long at(NodeDef node, String attribute, int dimension) {
    List<Long> values = Nodes.integers(node, attribute);
    return values.isEmpty() ? 1 : values.get(dimension);
  }

  private static String text(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getS().toStringUtf8();
  }
}
