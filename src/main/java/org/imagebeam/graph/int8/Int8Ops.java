package org.imagebeam.graph.int8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Writes TensorFlow's ops of 8-bit values, whose kernels are oneDNN's. The values are quint8; where
 * an op takes the tensor's range, it gets one that begins at 0, and whoever writes the layers
 * accounts for the value that stands for 0.
 */
final class Int8Ops {
  private static final AttrValue QUINT8 = Nodes.type(DataType.DT_QUINT8);
  private static final AttrValue QINT8 = Nodes.type(DataType.DT_QINT8);
  private static final AttrValue FLOAT = Nodes.type(DataType.DT_FLOAT);
  private static final float LARGEST_WEIGHT = 127;

  private final GraphIndex index;
  private final List<NodeDef> nodes = new ArrayList<>();

  Int8Ops(GraphIndex index) {
    this.index = index;
  }

  /** Returns what was written. */
  List<NodeDef> nodes() {
    return nodes;
  }

  /**
   * Rounds a float32 tensor.
   *
   * @param least the value of q = 0, at most 0: the op would take 0 else
   * @param largest the value of q = 255, at least 0
   */
  String quantize(String name, String input, float least, float largest) {
    return add(
        op(name, "QuantizeV2", input, real(name, least), real(name, largest))
            .putAttr("T", QUINT8)
            .putAttr("mode", Nodes.string("MIN_COMBINED")));
  }

  /** Makes float32 of a tensor, under {@code name} as it is. */
  NodeDef dequantize(String name, String input, QuantizedRange range) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Dequantize")
        .addInput(input)
        .addInput(real(name, range.min()))
        .addInput(real(name, range.max()))
        .putAttr("T", QUINT8)
        .putAttr("mode", Nodes.string("MIN_COMBINED"))
        .putAttr("dtype", FLOAT)
        .build();
  }

  /** A pool over places, as {@code pool} is in float32. */
  String pooled(String name, NodeDef pool, String input, QuantizedRange range) {
    String op = pool.getOp().equals("MaxPool") ? "QuantizedMaxPool" : "QuantizedAvgPool";
    return add(
        op(name, op, input, real(name, 0), real(name, range.width()))
            .putAttr("T", QUINT8)
            .putAttr("ksize", pool.getAttrOrThrow("ksize"))
            .putAttr("strides", pool.getAttrOrThrow("strides"))
            .putAttr("padding", pool.getAttrOrThrow("padding")));
  }

  /**
   * The tensors, all of one range, one after the other along a dimension.
   *
   * @param axisType the dtype of {@code axis}
   */
  String joined(String name, List<String> inputs, String axis, AttrValue axisType) {
    NodeDef.Builder join = op(name, "ConcatV2", inputs.toArray(String[]::new)).addInput(axis);
    return add(
        join.putAttr("N", Nodes.of(inputs.size())).putAttr("T", QUINT8).putAttr("Tidx", axisType));
  }

  /** What a layer computes with. */
  record LayerValues(Int8Weights weights, FloatTensor bias) {}

  /** A tensor of 8-bit values. */
  record Quantized(String tensor, QuantizedRange range) {}

  /**
   * A convolution with its bias, and what lies below 0 or above the range cut off.
   *
   * @param layer whose strides and padding count
   * @param values the bias has taken up what stands for 0 in all ranges
   * @param added what is added, or none
   */
  String convolution(
      String name,
      QuantizableLayer layer,
      LayerValues values,
      Quantized input,
      List<Quantized> added,
      QuantizedRange range) {
    float[] largest = values.weights.scales().clone();
    for (int channel = 0; channel < largest.length; channel++) {
      largest[channel] *= LARGEST_WEIGHT;
    }
    float[] least = largest.clone();
    for (int channel = 0; channel < least.length; channel++) {
      least[channel] = -least[channel];
    }
    String op =
        layer.isDepthwise()
            ? "QuantizedDepthwiseConv2DWithBiasAndReluAndRequantize"
            : added.isEmpty()
                ? "QuantizedConv2DWithBiasAndReluAndRequantize"
                : "QuantizedConv2DWithBiasSumAndReluAndRequantize";
    NodeDef.Builder node =
        op(
            name,
            op,
            input.tensor,
            add(values.weights.constant(index.freeName(name + "/weights"), DataType.DT_QINT8)),
            add(values.bias.toConst(index.freeName(name + "/bias"))),
            real(name, 0),
            real(name, input.range.width()),
            vector(name + "/least_weights", least),
            vector(name + "/largest_weights", largest),
            real(name, 0),
            real(name, range.width()));
    for (Quantized one : added) {
      node.addInput(one.tensor)
          .addInput(real(name, 0))
          .addInput(real(name, one.range.width()))
          .putAttr("Tsummand", QUINT8);
    }
    return add(
        node.putAttr("Tinput", QUINT8)
            .putAttr("Tfilter", QINT8)
            .putAttr("Tbias", FLOAT)
            .putAttr("out_type", QUINT8)
            .putAttr("strides", layer.node().getAttrOrThrow("strides"))
            .putAttr("padding", layer.node().getAttrOrThrow("padding")));
  }

  private String vector(String name, float[] values) {
    return add(
        new FloatTensor(List.of((long) values.length), values).toConst(index.freeName(name)));
  }

  private String real(String user, float value) {
    String name = index.freeName(user + "/range_" + nodes.size());
    return add(new FloatTensor(List.of(), new float[] {value}).toConst(name));
  }

  private static NodeDef.Builder op(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(Arrays.asList(inputs));
  }

  private String add(NodeDef.Builder node) {
    return add(node.build());
  }

  private String add(NodeDef node) {
    nodes.add(node);
    return node.getName();
  }
}
