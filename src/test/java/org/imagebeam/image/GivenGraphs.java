package org.imagebeam.image;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.imagebeam.testing.NodeDefs;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Small classifiers as other people write them: what comes before the network and behind it is put
 * together node by node. Not thread-safe.
 */
final class GivenGraphs {
  static final int SIDE = 12;
  static final int CLASSES = 5;
  private static final int FILTERS = 6;

  private final List<NodeDef> nodes = new ArrayList<>();

  static GivenGraphs placeholder(DataType dtype, long... shape) {
    GivenGraphs graph = new GivenGraphs();
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    if (shape.length == 0) {
      dims.setUnknownRank(true);
    }
    graph.nodes.add(
        NodeDefs.placeholder("input", dtype).toBuilder()
            .putAttr("shape", AttrValue.newBuilder().setShape(dims).build())
            .build());
    return graph;
  }

  /** Takes a file's bytes; what it gives is uint8 {@code [height, width, 3]}. */
  static GivenGraphs decoding() {
    GivenGraphs graph = new GivenGraphs();
    graph.nodes.add(NodeDefs.placeholder("input", DataType.DT_STRING));
    return graph.then(
        NodeDefs.node("decode", "DecodeJpeg", "").putAttr("channels", NodeDefs.integer(3)));
  }

  private String last() {
    return nodes.get(nodes.size() - 1).getName();
  }

  /** Adds a node whose input "" is the last one. */
  GivenGraphs then(NodeDef.Builder node) {
    String last = last();
    for (int i = 0; i < node.getInputCount(); i++) {
      if (node.getInput(i).isEmpty()) {
        node.setInput(i, last);
      }
    }
    nodes.add(node.build());
    return this;
  }

  /** Adds a constant that nothing reads yet, and leaves the last node the last. */
  GivenGraphs with(NodeDef constant) {
    nodes.add(0, constant);
    return this;
  }

  GivenGraphs cast(DataType from, DataType to) {
    return then(
        NodeDefs.node("cast" + nodes.size(), "Cast", "")
            .putAttr("SrcT", NodeDefs.type(from))
            .putAttr("DstT", NodeDefs.type(to)));
  }

  GivenGraphs scaled(String op, float value) {
    String name = op.toLowerCase(java.util.Locale.ROOT) + nodes.size();
    with(NodeDefs.constFloat(name + "/y", value));
    return then(NodeDefs.floatNode(name, op, "", name + "/y"));
  }

  GivenGraphs expanded() {
    String name = "expand" + nodes.size();
    with(NodeDefs.constInt(name + "/axis", 0));
    return then(NodeDefs.floatNode(name, "ExpandDims", "", name + "/axis"));
  }

  GivenGraphs squeezed(DataType dtype, Long... dims) {
    return then(
        NodeDefs.node("squeeze" + nodes.size(), "Squeeze", "")
            .putAttr("T", NodeDefs.type(dtype))
            .putAttr("squeeze_dims", NodeDefs.integers(List.of(dims))));
  }

  /** Resizes to the network's side, of values of a dtype. */
  GivenGraphs resized(String op, DataType dtype, String... settings) {
    String name = "resize" + nodes.size();
    with(NodeDefs.constInts(name + "/size", List.of(2), SIDE, SIDE));
    NodeDef.Builder resize =
        NodeDefs.node(name, op, "", name + "/size").putAttr("T", NodeDefs.type(dtype));
    for (String setting : settings) {
      resize.putAttr(setting, NodeDefs.bool(true));
    }
    return then(resize);
  }

  /** Leaves a margin of 4 pixels out at the top and at the left, of {@code [h, w, 3]}. */
  GivenGraphs cropped() {
    with(NodeDefs.constInts("crop/begin", List.of(3), 4, 4, 0));
    with(NodeDefs.constInts("crop/size", List.of(3), -1, -1, -1));
    return then(
        NodeDefs.node("crop", "Slice", "", "crop/begin", "crop/size")
            .putAttr("T", NodeDefs.type(DataType.DT_UINT8))
            .putAttr("Index", NodeDefs.type(DataType.DT_INT32)));
  }

  GivenGraphs reshaped(DataType dtype, int... shape) {
    String name = "reshape" + nodes.size();
    with(NodeDefs.constInts(name + "/shape", List.of(shape.length), shape));
    return then(
        NodeDefs.node(name, "Reshape", "", name + "/shape")
            .putAttr("T", NodeDefs.type(dtype))
            .putAttr("Tshape", NodeDefs.type(DataType.DT_INT32)));
  }

  /** The network: float32 {@code [n, 12, 12, 3]} to scores {@code [n, 5]}, of values around 1. */
  GivenGraphs network() {
    with(NodeDefs.constFloats("weights", List.of(3, 3, 3, FILTERS), random(3 * 9 * FILTERS, 1)));
    with(NodeDefs.constInts("axes", List.of(2), 1, 2));
    with(NodeDefs.constFloats("dense", List.of(FILTERS, CLASSES), random(FILTERS * CLASSES, 2)));
    return then(
            NodeDefs.floatNode("conv", "Conv2D", "", "weights")
                .putAttr("padding", NodeDefs.string("SAME"))
                .putAttr("strides", NodeDefs.integers(List.of(1L, 2L, 2L, 1L))))
        .then(NodeDefs.floatNode("relu", "Relu", ""))
        .then(
            NodeDefs.floatNode("mean", "Mean", "", "axes")
                .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)))
        .then(NodeDefs.floatNode("logits", "MatMul", "", "dense"))
        .then(NodeDefs.floatNode("scores", "Softmax", ""));
  }

  private static float[] random(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-0.7, 0.7);
    }
    return values;
  }

  /** The graph, whose last node is called {@code out}. */
  GraphDef graph() {
    GraphDef.Builder graph = GraphDef.newBuilder().addAllNode(nodes);
    graph.getNodeBuilder(nodes.size() - 1).setName("out");
    graph.getVersionsBuilder().setProducer(1882);
    return graph.build();
  }
}
