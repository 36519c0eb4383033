package org.imagebeam.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Small classifiers as other people write them: what comes before the network and behind it is put
 * together node by node. Not thread-safe.
 */
public final class GivenGraphs {
  /** The height and the width that the network takes. */
  public static final int SIDE = 12;

  /** Of the network. */
  public static final int CLASSES = 5;

  private static final int FILTERS = 6;

  private final List<NodeDef> nodes = new ArrayList<>();

  /** Takes pixels: {@code input} of that shape, -1 for what is open; of no size, of any rank. */
  public static GivenGraphs placeholder(DataType dtype, long... shape) {
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
  public static GivenGraphs decoding() {
    GivenGraphs graph = new GivenGraphs();
    graph.nodes.add(NodeDefs.placeholder("input", DataType.DT_STRING));
    return graph.then(
        NodeDefs.node("decode", "DecodeJpeg", "").putAttr("channels", NodeDefs.integer(3)));
  }

  private String last() {
    return nodes.get(nodes.size() - 1).getName();
  }

  /** Adds a node whose input "" is the last one. */
  public GivenGraphs then(NodeDef.Builder node) {
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
  public GivenGraphs with(NodeDef constant) {
    nodes.add(0, constant);
    return this;
  }

  /** Casts the last. */
  public GivenGraphs cast(DataType from, DataType to) {
    return then(
        NodeDefs.node("cast" + nodes.size(), "Cast", "")
            .putAttr("SrcT", NodeDefs.type(from))
            .putAttr("DstT", NodeDefs.type(to)));
  }

  /** Adds an op with a number for its second operand. */
  public GivenGraphs scaled(String op, float value) {
    String name = op.toLowerCase(Locale.ROOT) + nodes.size();
    with(NodeDefs.constFloat(name + "/y", value));
    return then(NodeDefs.floatNode(name, op, "", name + "/y"));
  }

  /** Adds a batch dimension in front. */
  public GivenGraphs expanded() {
    String name = "expand" + nodes.size();
    with(NodeDefs.constInt(name + "/axis", 0));
    return then(NodeDefs.floatNode(name, "ExpandDims", "", name + "/axis"));
  }

  /** Drops dimensions; of none, each that is 1. */
  public GivenGraphs squeezed(DataType dtype, Long... dims) {
    return then(
        NodeDefs.node("squeeze" + nodes.size(), "Squeeze", "")
            .putAttr("T", NodeDefs.type(dtype))
            .putAttr("squeeze_dims", NodeDefs.integers(List.of(dims))));
  }

  /** Resizes to the network's side, of values of a dtype. */
  public GivenGraphs resized(String op, DataType dtype, String... settings) {
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
  public GivenGraphs cropped() {
    with(NodeDefs.constInts("crop/begin", List.of(3), 4, 4, 0));
    with(NodeDefs.constInts("crop/size", List.of(3), -1, -1, -1));
    return then(
        NodeDefs.node("crop", "Slice", "", "crop/begin", "crop/size")
            .putAttr("T", NodeDefs.type(DataType.DT_UINT8))
            .putAttr("Index", NodeDefs.type(DataType.DT_INT32)));
  }

  /** Gives the last another shape. */
  public GivenGraphs reshaped(DataType dtype, int... shape) {
    String name = "reshape" + nodes.size();
    with(NodeDefs.constInts(name + "/shape", List.of(shape.length), shape));
    return then(
        NodeDefs.node(name, "Reshape", "", name + "/shape")
            .putAttr("T", NodeDefs.type(dtype))
            .putAttr("Tshape", NodeDefs.type(DataType.DT_INT32)));
  }

  /** The network: float32 {@code [n, 12, 12, 3]} to scores {@code [n, 5]}, of values around 1. */
  public GivenGraphs network() {
    with(NodeDefs.constFloats("weights", List.of(3, 3, 3, FILTERS), random(3 * 9 * FILTERS, 1)));
    with(NodeDefs.constInts("axes", List.of(2), 1, 2));
    with(NodeDefs.constFloats("dense", List.of(FILTERS, CLASSES), random(FILTERS * CLASSES, 2)));
    return then(NodeDefs.floatNode("conv", "Conv2D", "", "weights")
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

  /**
   * Adds nodes that fail on an image with a pixel above 157, normalised as (157 - 127.5) * 0.01. A
   * network that failed on each of its images would be refused when it is loaded.
   */
  public GivenGraphs failing() {
    with(NodeDefs.constInts("fail/axes", List.of(4), 0, 1, 2, 3));
    with(NodeDefs.constFloat("fail/threshold", 0.3f));
    with(NodeDefs.constInt("fail/beyond", 99));
    with(NodeDefs.constInt("fail/row", 0));
    with(NodeDefs.constInt("fail/axis", 1));
    String scores = last();
    return then(NodeDefs.floatNode("fail/max", "Max", "input", "fail/axes")
            .putAttr("Tidx", NodeDefs.type(DataType.DT_INT32)))
        .then(NodeDefs.floatNode("fail/bright", "Greater", "", "fail/threshold"))
        .cast(DataType.DT_BOOL, DataType.DT_INT32)
        .then(
            NodeDefs.node("fail/index", "Mul", "", "fail/beyond")
                .putAttr("T", NodeDefs.type(DataType.DT_INT32)))
        .then(
            NodeDefs.node("fail/indices", "ExpandDims", "", "fail/row")
                .putAttr("T", NodeDefs.type(DataType.DT_INT32))
                .putAttr("Tdim", NodeDefs.type(DataType.DT_INT32)))
        .then(
            NodeDefs.node("fail", "GatherV2", scores, "", "fail/axis")
                .putAttr("Tparams", NodeDefs.type(DataType.DT_FLOAT))
                .putAttr("Tindices", NodeDefs.type(DataType.DT_INT32))
                .putAttr("Taxis", NodeDefs.type(DataType.DT_INT32)));
  }

  /** The graph, whose last node is called {@code out}. */
  public GraphDef graph() {
    GraphDef.Builder graph = GraphDef.newBuilder().addAllNode(nodes);
    graph.getNodeBuilder(nodes.size() - 1).setName("out");
    graph.getVersionsBuilder().setProducer(1882);
    return graph.build();
  }
}
