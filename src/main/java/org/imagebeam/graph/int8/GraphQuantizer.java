package org.imagebeam.graph.int8;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Rewiring;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.optimize.layer.SamePadding;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Rounds a network's layers to int8: weights by {@link WeightQuantizer}, tensors to the range with
 * the least squared error. What the rounded weights would add to a channel on average is taken off
 * its bias.
 */
public final class GraphQuantizer {
  private final QuantizationPlan all;
  private final Map<String, TensorStatistics> statistics;

  /** By convolution; they are the same whatever else is rounded. */
  private final Map<String, Int8Weights> weights = new HashMap<>();

  /**
   * Makes a quantizer; not thread-safe.
   *
   * @param plan the layers that may be rounded
   * @param statistics of all {@link QuantizationPlan#tensors}, save those at layers that stay
   *     float32
   */
  public GraphQuantizer(QuantizationPlan plan, Map<String, TensorStatistics> statistics) {
    this.all = plan;
    this.statistics = statistics;
  }

  /**
   * A quantized network.
   *
   * @param graph of ordinary ops, which compute in float32; {@link Int8Rewriter} makes them int8
   * @param plan of the layers that were rounded
   * @param ranges of the tensors of that plan, by node
   * @param bordered the layers that stay float32 because they see a border of zeros whose width
   *     isn't known, and 0 isn't the least value there
   */
  public record Quantized(
      GraphDef graph,
      QuantizationPlan plan,
      Map<String, QuantizedRange> ranges,
      Set<String> bordered) {
    public Quantized {
      ranges = Map.copyOf(ranges);
      bordered = Set.copyOf(bordered);
    }

    /** Returns the convolutions that were rounded, by name. */
    public List<String> layers() {
      return plan.convolutions();
    }
  }

  /**
   * Quantizes the network.
   *
   * @param floats the convolutions that stay float32, by name
   * @throws GraphException if a node is missing, if a constant is damaged, or if TensorFlow refuses
   *     the graph
   */
  public Quantized quantize(Set<String> floats) {
    Set<String> bordered = new HashSet<>();
    QuantizationPlan plan = all.without(floats);
    while (true) {
      Writing writing = new Writing(plan, plan.groups().ranges(statistics));
      List<String> unfit = writing.unfit();
      if (unfit.isEmpty()) {
        GraphDef graph = Subgraph.endingAt(writing.write(), plan.outputs());
        return new Quantized(graph, plan, writing.ranges, bordered);
      }
      bordered.addAll(unfit);
      plan = plan.without(bordered);
    }
  }

  private FloatTensor weights(QuantizableLayer layer) {
    return FloatTensor.read(all.index().input(layer.node(), 1));
  }

  private Int8Weights rounded(QuantizableLayer layer) {
    return weights.computeIfAbsent(
        layer.node().getName(),
        name -> WeightQuantizer.quantize(weights(layer), layer.isDepthwise()));
  }

  /** Returns what a layer's weights are once they are rounded. */
  FloatTensor roundedWeights(QuantizableLayer layer) {
    return rounded(layer).scaled();
  }

  /** The bias without what the errors of the weights add on average; borders are left out of it. */
  FloatTensor correctedBias(QuantizableLayer layer) {
    FloatTensor errors = rounded(layer).errorsOf(weights(layer));
    FloatTensor bias = FloatTensor.read(all.index().input(layer.bias(), 1));
    double[] means =
        requireNonNull(statistics.get(GraphIndex.nodeName(layer.input())), "not seen").means();
    float[] values = bias.values().clone();
    double[] sums = new double[values.length];
    int inputs = means.length;
    for (int i = 0; i < errors.size(); i++) {
      int channel = i % values.length;
      int input = layer.isDepthwise() ? channel : i / values.length % inputs;
      sums[channel] += errors.get(i) * means[input];
    }
    for (int channel = 0; channel < values.length; channel++) {
      values[channel] -= (float) sums[channel];
    }
    return new FloatTensor(bias.shape(), values);
  }

  /** Writes one network. */
  private final class Writing {
    private final QuantizationPlan plan;
    private final Map<String, QuantizedRange> ranges;
    private final GraphIndex index;
    private final NodeReplacements replacements = new NodeReplacements();

    /** By the tensors, what rounds them. */
    private final Map<String, String> names = new LinkedHashMap<>();

    /** What stands beside the network's own nodes, and reads what it names. */
    private final List<NodeDef> added = new ArrayList<>();

    Writing(QuantizationPlan plan, Map<String, QuantizedRange> ranges) {
      this.plan = plan;
      this.ranges = ranges;
      this.index = plan.index();
    }

    /** The layers with a border of zeros that can't be given to them. */
    List<String> unfit() {
      return plan.layers().stream()
          .filter(layer -> needsBorder(layer) && plan.border(layer).isEmpty())
          .map(layer -> layer.node().getName())
          .toList();
    }

    /** Whether the ops would pad with q = 0, which isn't what stands for 0. */
    private boolean needsBorder(QuantizableLayer layer) {
      return range(layer.input()).zero() != 0
          && !layer.seesNoBorder(FloatTensor.shapeOf(index.input(layer.node(), 1)));
    }

    private QuantizedRange range(String tensor) {
      return requireNonNull(ranges.get(GraphIndex.nodeName(tensor)), "it is rounded");
    }

    GraphDef write() {
      for (String tensor : plan.roundedTensors()) {
        names.put(tensor, index.freeName(tensor + "/rounded"));
      }
      names.forEach((tensor, name) -> added.add(range(tensor).node(name, tensor)));
      plan.layers().forEach(this::round);
      GraphDef read =
          Rewiring.inputs(
              replacements.in(plan.graph()),
              input -> {
                String name = GraphIndex.nodeName(input);
                boolean first = input.equals(name) || input.equals(name + ":0");
                return first ? names.getOrDefault(name, input) : input;
              });
      return read.toBuilder().addAllNode(added).build();
    }

    private void round(QuantizableLayer layer) {
      String name = index.freeName(layer.node().getName() + "/rounded_weights");
      List<NodeDef> nodes = new ArrayList<>(rounded(layer).nodes(name, index));
      NodeDef.Builder node = layer.node().toBuilder().setInput(1, name);
      if (needsBorder(layer)) {
        node.setInput(0, bordered(layer)).putAttr("padding", Nodes.string("VALID"));
      }
      nodes.add(node.build());
      replacements.replace(layer.node().getName(), nodes);
      String bias = index.freeName(layer.bias().getName() + "/corrected_bias");
      replacements.replace(
          layer.bias().getName(),
          List.of(
              correctedBias(layer).toConst(bias),
              layer.bias().toBuilder().setInput(1, bias).build()));
    }

    /**
     * Puts the zeros around what a layer reads, and rounds that: a Pad of float32 takes a seventh
     * of the time of one of bytes, with both conversions. What no int8 op gives is padded as it is.
     */
    private String bordered(QuantizableLayer layer) {
      SamePadding border = plan.border(layer).orElseThrow();
      String input = GraphIndex.nodeName(layer.input());
      boolean given = plan.layers().stream().anyMatch(other -> other.end().equals(input));
      String name = index.freeName(layer.node().getName() + "/bordered");
      NodeDef sizes =
          Nodes.intMatrix(
              index.freeName(name + "/sizes"),
              2,
              0,
              0,
              border.top(),
              border.bottom(),
              border.left(),
              border.right(),
              0,
              0);
      added.add(sizes);
      added.add(
          NodeDef.newBuilder()
              .setName(name)
              .setOp("Pad")
              .addInput(given ? names.getOrDefault(input, input) : input)
              .addInput(sizes.getName())
              .putAttr("T", Nodes.type(DataType.DT_FLOAT))
              .putAttr("Tpaddings", Nodes.type(DataType.DT_INT32))
              .build());
      String rounded = index.freeName(name + "/rounded");
      added.add(range(input).node(rounded, name));
      return rounded;
    }
  }
}
