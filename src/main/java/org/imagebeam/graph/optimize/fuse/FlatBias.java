package org.imagebeam.graph.optimize.fuse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.LayerChain;
import org.imagebeam.graph.optimize.layer.LinearLayer;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The constant that is added to each channel of a layer, behind the layer or behind a Reshape of
 * what the layer gives: a matrix product over images with several places each is written so.
 *
 * @param reshape the Reshape in between, to a constant shape
 * @param sum the node that adds
 * @param values a value for each channel, of shape {@code [channels]}, as the name of a constant if
 *     there is one of that shape
 */
record FlatBias(Optional<NodeDef> reshape, NodeDef sum, FloatTensor values, Optional<String> name) {

  /** What is added behind {@code layer}, if nobody else sees what it is added to. */
  static Optional<FlatBias> behind(GraphIndex index, Uses uses, LinearLayer layer) {
    Optional<NodeDef> plain = LayerChain.of(index, uses, layer).bias();
    if (plain.isPresent()) {
      NodeDef constant = index.input(plain.get(), 1);
      return Optional.of(
          new FlatBias(
              Optional.empty(),
              plain.get(),
              FloatTensor.read(constant),
              Optional.of(constant.getName())));
    }
    if (!layer.node().getOp().equals("MatMul")) {
      return Optional.empty();
    }
    return uses.soleReader(layer.node().getName())
        .filter(node -> isConstantReshape(index, node, layer.node().getName()))
        .flatMap(
            reshape ->
                uses.soleReader(reshape.getName())
                    .flatMap(sum -> behindReshape(index, layer, reshape, sum)));
  }

  private static boolean isConstantReshape(GraphIndex index, NodeDef node, String from) {
    return node.getOp().equals("Reshape")
        && node.getInputCount() == 2
        && GraphIndex.nodeName(node.getInput(0)).equals(from)
        && index.input(node, 1).getOp().equals("Const");
  }

  private static Optional<FlatBias> behindReshape(
      GraphIndex index, LinearLayer layer, NodeDef reshape, NodeDef sum) {
    boolean bias = LayerChain.addsByChannel(sum);
    if (!(bias || sum.getOp().equals("AddV2") || sum.getOp().equals("Add"))
        || sum.getInputCount() != 2) {
      return Optional.empty();
    }
    int other = GraphIndex.nodeName(sum.getInput(0)).equals(reshape.getName()) ? 1 : 0;
    NodeDef constant = index.input(sum, other);
    if ((bias && other == 0) || !FloatTensor.isConst(constant, DataType.DT_FLOAT)) {
      return Optional.empty();
    }
    List<Long> channels = trailing(Nodes.intValues(index.input(reshape, 1)), layer.channels());
    List<Long> added = withoutLeadingOnes(FloatTensor.shapeOf(constant), channels.size());
    if (channels.isEmpty() || !added.equals(channels)) {
      return Optional.empty();
    }
    FloatTensor values =
        new FloatTensor(List.of((long) layer.channels()), FloatTensor.read(constant).values());
    boolean flat = FloatTensor.shapeOf(constant).equals(values.shape());
    return Optional.of(
        new FlatBias(
            Optional.of(reshape),
            sum,
            values,
            flat ? Optional.of(constant.getName()) : Optional.empty()));
  }

  /** The last dimensions, as many as have {@code count} elements; none if there aren't any. */
  private static List<Long> trailing(int[] shape, long count) {
    List<Long> trailing = new ArrayList<>();
    long elements = 1;
    for (int i = shape.length - 1; i > 0 && shape[i] > 0 && elements < count; i--) {
      trailing.add(0, (long) shape[i]);
      elements *= shape[i];
    }
    return elements == count ? trailing : List.of();
  }

  private static List<Long> withoutLeadingOnes(List<Long> shape, int rank) {
    int from = 0;
    while (shape.size() - from > rank && shape.get(from) == 1) {
      from++;
    }
    return shape.subList(from, shape.size());
  }
}
