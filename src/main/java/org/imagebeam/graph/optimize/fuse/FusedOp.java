package org.imagebeam.graph.optimize.fuse;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * The op that TensorFlow 2.18 has for a kind of layer with what follows it, and what oneDNN's
 * kernels of it take: those of {@code mkl_conv_ops.cc} and {@code mkl_matmul_op_fused.cc}.
 */
enum FusedOp {
  CONV2D(
      "Conv2D",
      "_FusedConv2D",
      ImmutableSet.of(
          "Relu",
          "Relu6",
          "Elu",
          Activation.LEAKY_RELU,
          "_FusedHardSwish",
          Activation.SWISH,
          Activation.MISH),
      ImmutableSet.of("Relu", "Relu6", "Elu", Activation.LEAKY_RELU)),
  DEPTHWISE(
      "DepthwiseConv2dNative",
      "_FusedDepthwiseConv2dNative",
      ImmutableSet.of("Relu", "Relu6", "Elu", "_FusedHardSwish"),
      ImmutableSet.of()),
  MAT_MUL(
      "MatMul",
      "_FusedMatMul",
      ImmutableSet.of(
          "Relu",
          "Relu6",
          "Elu",
          Activation.LEAKY_RELU,
          "Tanh",
          "Sigmoid",
          "GeluExact",
          "GeluApproximate"),
      ImmutableSet.of());

  /** What the fused ops take over; they have other attributes of their own. */
  private static final Set<String> ATTRIBUTES =
      Set.of("T", "strides", "padding", "data_format", "dilations", "transpose_a", "transpose_b");

  private static final Map<String, FusedOp> BY_LAYER =
      Map.of(CONV2D.layer, CONV2D, DEPTHWISE.layer, DEPTHWISE, MAT_MUL.layer, MAT_MUL);

  private final String layer;
  private final String op;
  private final ImmutableSet<String> activations;
  private final ImmutableSet<String> behindSums;

  FusedOp(
      String layer, String op, ImmutableSet<String> activations, ImmutableSet<String> behindSums) {
    this.layer = layer;
    this.op = op;
    this.activations = activations;
    this.behindSums = behindSums;
  }

  /** The op for layers that are written as op {@code layer}; none if it has none. */
  static Optional<FusedOp> of(String layer) {
    return Optional.ofNullable(BY_LAYER.get(layer));
  }

  /** The op of the layers that it stands for. */
  String layer() {
    return layer;
  }

  /** Whether {@code op} is one of these. */
  static boolean isFused(String op) {
    return BY_LAYER.values().stream().anyMatch(fused -> fused.op.equals(op));
  }

  /** Whether it takes another tensor of its result's shape, which is added behind the bias. */
  boolean takesSum() {
    return this == CONV2D;
  }

  /** Whether it takes the activation, behind a sum or not. */
  boolean takes(Activation activation, boolean behindSum) {
    return (behindSum ? behindSums : activations).contains(activation.op());
  }

  /**
   * Makes the node.
   *
   * @param layerNode the layer as it was
   * @param bias the name of a constant, a value for each channel
   * @param sum the name of a tensor that is added
   */
  NodeDef.Builder node(
      NodeDef layerNode, String bias, Optional<String> sum, Optional<Activation> activation) {
    List<String> ops = new ArrayList<>(List.of("BiasAdd"));
    NodeDef.Builder fused =
        NodeDef.newBuilder()
            .setOp(op)
            .addInput(layerNode.getInput(0))
            .addInput(layerNode.getInput(1))
            .addInput(bias);
    layerNode.getAttrMap().entrySet().stream()
        .filter(attribute -> ATTRIBUTES.contains(attribute.getKey()))
        .forEach(attribute -> fused.putAttr(attribute.getKey(), attribute.getValue()));
    List<DataType> types = new ArrayList<>(List.of(DataType.DT_FLOAT));
    sum.ifPresent(
        name -> {
          fused.addInput(name);
          ops.add("Add");
          types.add(DataType.DT_FLOAT);
        });
    activation.ifPresent(
        found -> {
          ops.add(found.op());
          if (found.op().equals(Activation.LEAKY_RELU)) {
            fused.putAttr("leakyrelu_alpha", Nodes.real(found.slope()));
          }
        });
    if (this == CONV2D) {
      fused.putAttr("TArgs", Nodes.types(types));
    }
    return fused
        .putAttr("num_args", Nodes.of(types.size()))
        .putAttr("fused_ops", Nodes.strings(ops));
  }
}
