package org.imagebeam.graph.optimize.fuse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Uses;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * What is made of a tensor, its mean and its root by sums and products with constants of a value
 * for each channel, up to one node. Whether that is a layer norm is told by its values: sums and
 * products that agree at points drawn at random agree everywhere.
 */
final class NormRegion {
  private static final Set<String> OPS = Set.of("Add", "AddV2", "Sub", "Mul", "Neg", "RealDiv");
  private static final int MOST_NODES = 12;
  private static final int TRIALS = 4;
  private static final double TOLERANCE = 1e-5;

  private final GraphIndex index;
  private final Uses uses;
  private final LayerNorm norm;
  private final String input;

  /**
   * A layer norm with its scale and offset.
   *
   * @param last the node whose values are the norm's
   */
  record Found(NodeDef last, FloatTensor scale, FloatTensor offset) {}

  /** Values of the three at one place, for all channels alike. */
  private record Point(double input, double mean, double root) {}

  NormRegion(GraphIndex index, Uses uses, LayerNorm norm) {
    this.index = index;
    this.uses = uses;
    this.norm = norm;
    this.input = GraphIndex.nodeName(norm.input());
  }

  /** Returns the largest norm of which nobody sees a part. */
  Optional<Found> find() {
    List<NodeDef> members = members();
    for (int i = members.size() - 1; i >= 0; i--) {
      NodeDef last = members.get(i);
      if (isClosed(last, members)) {
        Optional<Found> found = judge(last);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private List<NodeDef> members() {
    Set<String> known =
        new LinkedHashSet<>(List.of(norm.root().getName(), norm.mean().getName(), input));
    List<NodeDef> members = new ArrayList<>();
    boolean grows = true;
    while (grows) {
      grows = false;
      for (String name : List.copyOf(known)) {
        for (NodeDef reader : uses.valueReaders(name)) {
          if (members.size() < MOST_NODES && isMember(reader, known)) {
            known.add(reader.getName());
            members.add(reader);
            grows = true;
          }
        }
      }
    }
    return members;
  }

  private boolean isMember(NodeDef node, Set<String> known) {
    return OPS.contains(node.getOp())
        && !known.contains(node.getName())
        && node.getInputList().stream()
            .allMatch(name -> known.contains(GraphIndex.nodeName(name)) || isPerChannel(name));
  }

  private boolean isPerChannel(String name) {
    if (GraphIndex.isControl(name)) {
      return false;
    }
    NodeDef node = index.get(GraphIndex.nodeName(name));
    if (!FloatTensor.isConst(node, DataType.DT_FLOAT)) {
      return false;
    }
    List<Long> shape = FloatTensor.shapeOf(node);
    long last = shape.isEmpty() ? 1 : shape.get(shape.size() - 1);
    return shape.size() <= norm.shape().size()
        && (last == 1 || last == norm.channels())
        && shape.stream().reduce(1L, (a, b) -> a * b) == last;
  }

  /** Whether nobody but the norm itself reads its mean, its root, or what is between. */
  private boolean isClosed(NodeDef last, List<NodeDef> members) {
    Set<String> inside = new HashSet<>(Set.of(last.getName()));
    for (int i = members.size() - 1; i >= 0; i--) {
      if (inside.contains(members.get(i).getName())) {
        members.get(i).getInputList().forEach(name -> inside.add(GraphIndex.nodeName(name)));
      }
    }
    Set<String> readers = new HashSet<>(inside);
    readers.add(norm.spread().getName());
    index.input(norm.root(), 0).getInputList().forEach(name -> readers.add(name));
    if (norm.spread().getOp().equals("Square")) {
      readers.add(index.input(norm.spread(), 0).getName());
    }
    Set<String> hidden = new HashSet<>(inside);
    hidden.removeAll(Set.of(last.getName(), input));
    hidden.add(norm.mean().getName());
    return hidden.stream()
        .filter(name -> !index.get(name).getOp().equals("Const"))
        .allMatch(
            name ->
                uses.readers(name)
                    .filter(all -> all.stream().allMatch(node -> readers.contains(node.getName())))
                    .isPresent());
  }

  private Optional<Found> judge(NodeDef last) {
    double[] offset = values(last, new Point(0, 0, 1));
    double[] scale = values(last, new Point(1, 0, 1));
    for (int i = 0; i < scale.length; i++) {
      scale[i] -= offset[i];
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < TRIALS; trial++) {
      Point point =
          new Point(random.nextDouble(-2, 2), random.nextDouble(-2, 2), random.nextDouble(0.5, 2));
      double[] actual = values(last, point);
      for (int i = 0; i < scale.length; i++) {
        double wanted = (point.input - point.mean) * point.root * scale[i] + offset[i];
        double size = Math.abs(scale[i]) + Math.abs(offset[i]);
        if (!(Math.abs(actual[i] - wanted) <= TOLERANCE * Math.max(size, 1e-30))) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new Found(last, vector(scale), vector(offset)));
  }

  private FloatTensor vector(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (float) values[i];
    }
    return new FloatTensor(List.of((long) norm.channels()), rounded);
  }

  private double[] values(NodeDef node, Point point) {
    Map<String, double[]> known = new HashMap<>();
    known.put(input, all(point.input));
    known.put(norm.mean().getName(), all(point.mean));
    boolean inverse = norm.root().getOp().equals("Rsqrt");
    known.put(norm.root().getName(), all(inverse ? point.root : 1 / point.root));
    return values(node, known);
  }

  private double[] values(NodeDef node, Map<String, double[]> known) {
    double[] values = known.get(node.getName());
    if (values != null) {
      return values;
    }
    values = new double[norm.channels()];
    if (node.getOp().equals("Const")) {
      FloatTensor constant = FloatTensor.read(node);
      for (int i = 0; i < values.length; i++) {
        values[i] = constant.get(constant.size() == 1 ? 0 : i);
      }
    } else {
      double[] left = values(index.input(node, 0), known);
      double[] right = node.getInputCount() == 1 ? left : values(index.input(node, 1), known);
      for (int i = 0; i < values.length; i++) {
        values[i] = apply(node.getOp(), left[i], right[i]);
      }
    }
    known.put(node.getName(), values);
    return values;
  }

  private static double apply(String op, double left, double right) {
    return switch (op) {
      case "Add", "AddV2" -> left + right;
      case "Sub" -> left - right;
      case "Mul" -> left * right;
      case "RealDiv" -> left / right;
      default -> -left;
    };
  }

  private double[] all(double value) {
    double[] values = new double[norm.channels()];
    Arrays.fill(values, value);
    return values;
  }
}
