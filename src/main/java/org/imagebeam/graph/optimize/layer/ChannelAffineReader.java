package org.imagebeam.graph.optimize.layer;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Reads the ops that scale and shift each channel by constants: the batch norms of inference, and
 * BiasAdd, Add, Sub and Mul.
 */
public final class ChannelAffineReader {
  /** What FusedBatchNorm has where it states none. */
  private static final float EPSILON = 1e-4f;

  private final GraphIndex index;
  private final int channels;
  private final int rank;

  /**
   * Reads what comes behind a layer.
   *
   * @param channels of the layer
   * @param rank of what the layer gives: a constant of more dimensions would give it more
   */
  public ChannelAffineReader(GraphIndex index, int channels, int rank) {
    this.index = index;
    this.channels = channels;
    this.rank = rank;
  }

  /**
   * What {@code node} does to the channels of the node {@code from}, if it is such an op.
   *
   * @throws GraphException if its constants are damaged, or not as many as there are channels
   */
  public Optional<ChannelAffine> read(NodeDef node, String from) {
    if (node.getInputList().stream().anyMatch(GraphIndex::isControl)
        || !LinearLayer.channelsLast(node)) {
      return Optional.empty();
    }
    return switch (node.getOp()) {
      case "BatchNormWithGlobalNormalization" -> globalNorm(node, from);
      case "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3" -> fusedNorm(node, from);
      case "BiasAdd", "BiasAddV1" ->
          isInput(node, 0, from)
              ? perChannel(node, 1).map(ChannelAffine::adding)
              : Optional.empty();
      case "Add", "AddV2" -> perChannel(node, other(node, from)).map(ChannelAffine::adding);
      case "Mul" -> perChannel(node, other(node, from)).map(ChannelAffine::scaling);
      case "Sub" -> difference(node, from);
      default -> Optional.empty();
    };
  }

  private Optional<ChannelAffine> difference(NodeDef node, String from) {
    boolean subtrahend = isInput(node, 1, from);
    return perChannel(node, other(node, from))
        .map(
            constants ->
                subtrahend
                    ? new ChannelAffine(all(-1), constants)
                    : ChannelAffine.adding(negated(constants)));
  }

  private Optional<ChannelAffine> globalNorm(NodeDef node, String from) {
    float epsilon = node.getAttrOrDefault("variance_epsilon", absent()).getF();
    boolean scales = node.getAttrOrDefault("scale_after_normalization", absent()).getB();
    if (!isInput(node, 0, from) || !areConst(node, 1, 2, 3, 4)) {
      return Optional.empty();
    }
    double[] gamma = scales ? vector(node, 4) : all(1);
    return Optional.of(norm(vector(node, 1), vector(node, 2), vector(node, 3), gamma, epsilon));
  }

  private Optional<ChannelAffine> fusedNorm(NodeDef node, String from) {
    AttrValue training = node.getAttrOrDefault("is_training", Nodes.of(true));
    float epsilon = node.containsAttr("epsilon") ? node.getAttrOrThrow("epsilon").getF() : EPSILON;
    if (training.getB() || !isInput(node, 0, from) || !areConst(node, 1, 2, 3, 4)) {
      return Optional.empty();
    }
    return Optional.of(
        norm(vector(node, 3), vector(node, 4), vector(node, 2), vector(node, 1), epsilon));
  }

  private static ChannelAffine norm(
      double[] mean, double[] variance, double[] beta, double[] gamma, float epsilon) {
    double[] scale = new double[mean.length];
    double[] offset = new double[mean.length];
    for (int i = 0; i < scale.length; i++) {
      scale[i] = gamma[i] / Math.sqrt(variance[i] + epsilon);
      offset[i] = beta[i] - mean[i] * scale[i];
    }
    return new ChannelAffine(scale, offset);
  }

  private boolean areConst(NodeDef node, int... inputs) {
    return Arrays.stream(inputs)
        .allMatch(at -> FloatTensor.isConst(index.input(node, at), DataType.DT_FLOAT));
  }

  private double[] vector(NodeDef node, int at) {
    FloatTensor tensor = FloatTensor.read(index.input(node, at));
    if (!tensor.shape().equals(List.of((long) channels))) {
      throw new GraphException(
          "node '"
              + node.getName()
              + "' ("
              + node.getOp()
              + ") has parameters of shape "
              + tensor.shape()
              + " for "
              + channels
              + " channels");
    }
    return repeated(tensor);
  }

  /** An operand as one value a channel, if it is a constant that broadcasts so. */
  private Optional<double[]> perChannel(NodeDef node, int at) {
    NodeDef operand = index.input(node, at);
    if (!FloatTensor.isConst(operand, DataType.DT_FLOAT)) {
      return Optional.empty();
    }
    List<Long> shape = FloatTensor.shapeOf(operand);
    long elements = shape.stream().reduce(1L, (a, b) -> a * b);
    long last = shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
    boolean alongChannels = elements == last && (last == 1 || last == channels);
    return shape.size() <= rank && alongChannels
        ? Optional.of(repeated(FloatTensor.read(operand)))
        : Optional.empty();
  }

  private double[] repeated(FloatTensor tensor) {
    double[] values = new double[channels];
    for (int i = 0; i < channels; i++) {
      values[i] = tensor.get(tensor.size() == 1 ? 0 : i);
    }
    return values;
  }

  private double[] all(double value) {
    double[] values = new double[channels];
    Arrays.fill(values, value);
    return values;
  }

  private static double[] negated(double[] values) {
    return Arrays.stream(values).map(value -> -value).toArray();
  }

  private static AttrValue absent() {
    return AttrValue.getDefaultInstance();
  }

  private boolean isInput(NodeDef node, int at, String from) {
    return index.input(node, at).getName().equals(from);
  }

  private int other(NodeDef node, String from) {
    return isInput(node, 0, from) ? 1 : 0;
  }
}
