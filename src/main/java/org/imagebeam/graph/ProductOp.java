package org.imagebeam.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/** The kinds of op that multiply what they are given with weights, or with each other. */
public enum ProductOp {
  /**
   * A convolution of any number of dimensions; its filter ends in channels in (of a group), out.
   */
  CONVOLUTION {
    @Override
    public OptionalLong multiplyAdds(NodeDef node, InferredShapes shapes) {
      List<Long> filter = shapes.known(node.getInput(filter(node)));
      return filter.isEmpty()
          ? OptionalLong.empty()
          : times(elements(shapes, node.getName()), filter.subList(0, filter.size() - 1));
    }
  },

  /** A convolution of each channel for itself; its filter ends in channels in, outputs of each. */
  DEPTHWISE {
    @Override
    public OptionalLong multiplyAdds(NodeDef node, InferredShapes shapes) {
      return times(elements(shapes, node.getName()), window(node, shapes));
    }
  },

  /** A convolution the other way round: the filter ends in channels out, channels in. */
  TRANSPOSED_CONVOLUTION {
    @Override
    public OptionalLong multiplyAdds(NodeDef node, InferredShapes shapes) {
      List<Long> filter = shapes.known(node.getInput(filter(node)));
      return filter.isEmpty()
          ? OptionalLong.empty()
          : times(elements(shapes, node.getInput(2)), filter.subList(0, filter.size() - 1));
    }
  },

  /** A depthwise convolution the other way round. */
  TRANSPOSED_DEPTHWISE {
    @Override
    public OptionalLong multiplyAdds(NodeDef node, InferredShapes shapes) {
      return times(elements(shapes, node.getInput(2)), window(node, shapes));
    }
  },

  /** A product of matrices, or of many pairs of matrices. */
  MATRICES {
    @Override
    public OptionalLong multiplyAdds(NodeDef node, InferredShapes shapes) {
      List<Long> left = shapes.known(node.getInput(0));
      if (left.size() < 2) {
        return OptionalLong.empty();
      }
      boolean transposed = flag(node, "transpose_a") || flag(node, "adj_x");
      long terms = left.get(left.size() - (transposed ? 2 : 1));
      return times(elements(shapes, node.getName()), List.of(terms));
    }
  },

  /** A sum of products as its equation says. */
  EINSUM {
    @Override
    public OptionalLong multiplyAdds(NodeDef node, InferredShapes shapes) {
      String equation = node.getAttrOrThrow("equation").getS().toStringUtf8().replace(" ", "");
      List<String> operands = List.of(equation.split("->", -1)[0].split(",", -1));
      if (operands.size() < 2) {
        return OptionalLong.of(0);
      }
      // Each label once, whether it is summed over or not: that is how many products there are.
      Map<String, Long> sizes = new HashMap<>();
      for (int i = 0; i < operands.size(); i++) {
        List<Long> shape = shapes.known(node.getInput(i));
        List<String> labels = labels(operands.get(i), shape.size());
        if (labels.size() != shape.size()) {
          return OptionalLong.empty();
        }
        for (int axis = 0; axis < labels.size(); axis++) {
          sizes.merge(labels.get(axis), shape.get(axis), Math::max);
        }
      }
      return times(OptionalLong.of(1), new ArrayList<>(sizes.values()));
    }
  };

  /** How many products are summed up in all that a node gives; none if its shapes aren't known. */
  public abstract OptionalLong multiplyAdds(NodeDef node, InferredShapes shapes);

  /** The kind of a node, if it is of any; fused and quantised ops are of the kind of the plain. */
  public static Optional<ProductOp> of(NodeDef node) {
    // _FusedConv2D, QuantizedConv2DWithBiasAndRelu, _MklNativeConv2D and many more.
    String op = node.getOp().replaceFirst("^_?(Mkl)?(Native)?(Fused|Quantized)*(Pad)?", "");
    if (op.startsWith("DepthwiseConv2d") || op.startsWith("DepthwiseConv2D")) {
      return op.endsWith("BackpropFilter")
          ? Optional.empty()
          : Optional.of(op.endsWith("BackpropInput") ? TRANSPOSED_DEPTHWISE : DEPTHWISE);
    }
    if (op.startsWith("Conv2D") || op.startsWith("Conv3D") || op.startsWith("ResizeAndPadConv2D")) {
      return op.contains("BackpropFilter")
          ? Optional.empty()
          : Optional.of(op.contains("BackpropInput") ? TRANSPOSED_CONVOLUTION : CONVOLUTION);
    }
    if (op.startsWith("MatMul") || op.startsWith("BatchMatMul") || op.equals("SparseMatMul")) {
      return Optional.of(MATRICES);
    }
    return op.equals("Einsum") ? Optional.of(EINSUM) : Optional.empty();
  }

  /** Which of a node's inputs may be parameters: the operands, and what is added in the same op. */
  public static List<Integer> operands(NodeDef node) {
    if (filter(node) > 1 || node.getOp().contains("BackpropInput")) {
      return List.of(filter(node));
    }
    List<Integer> inputs = new ArrayList<>(List.of(0, 1));
    List<String> fused =
        node
            .getAttrOrDefault("fused_ops", AttrValue.getDefaultInstance())
            .getList()
            .getSList()
            .stream()
            .map(op -> op.toStringUtf8())
            .toList();
    if (fused.contains("BiasAdd") || node.getOp().contains("WithBias")) {
      inputs.add(2);
    } else if (fused.contains("FusedBatchNorm")) {
      // Gamma and beta; mean and variance are statistics.
      inputs.addAll(List.of(2, 3));
    }
    return inputs.stream().filter(i -> i < node.getInputCount()).toList();
  }

  /** Which of a convolution's inputs is its filter: behind paddings and sizes, if it has such. */
  static int filter(NodeDef node) {
    return switch (node.getOp()) {
      case "FusedPadConv2D" -> 2;
      case "FusedResizeAndPadConv2D" -> 3;
      default -> 1;
    };
  }

  /**
   * A convolution's window, without its channels; empty for other products, and two sizes of -1 if
   * it isn't known.
   */
  public List<Long> window(NodeDef node, InferredShapes shapes) {
    if (this == MATRICES || this == EINSUM) {
      return List.of();
    }
    List<Long> filter = shapes.known(node.getInput(filter(node)));
    return filter.size() > 2 ? filter.subList(0, filter.size() - 2) : List.of(-1L, -1L);
  }

  /** The labels of an operand's dimensions; those of an ellipsis count from the last. */
  static List<String> labels(String operand, int rank) {
    List<String> labels = new ArrayList<>();
    int named = operand.replace("...", "").length();
    for (int i = 0; i < operand.length(); i++) {
      if (operand.charAt(i) == '.') {
        IntStream.range(0, rank - named).forEach(at -> labels.add("." + (rank - named - at)));
        i += 2;
      } else {
        labels.add(operand.substring(i, i + 1));
      }
    }
    return labels;
  }

  static boolean flag(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getB();
  }

  public static OptionalLong elements(InferredShapes shapes, String tensor) {
    return shapes.find(tensor).map(ProductOp::elements).orElse(OptionalLong.empty());
  }

  /** How many values a shape has room for; none if a size isn't known. */
  public static OptionalLong elements(List<Long> shape) {
    return times(OptionalLong.of(1), shape);
  }

  /** The count times all sizes; none if one isn't known. */
  static OptionalLong times(OptionalLong count, List<Long> sizes) {
    return count.isEmpty() || sizes.stream().anyMatch(size -> size < 0)
        ? OptionalLong.empty()
        : OptionalLong.of(sizes.stream().reduce(count.getAsLong(), Math::multiplyExact));
  }
}
