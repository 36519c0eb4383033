package org.imagebeam.graph.int8;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FloatTensor;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Rewiring;
import org.imagebeam.graph.Subgraph;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Rounds a network's layers to int8: weights by {@link WeightQuantizer}, tensors to the range with
 * the least squared error. What the rounded weights would add to a channel on average is taken off
 * its bias.
 */
public final class GraphQuantizer {
  private final GraphDef graph;
  private final GraphIndex index;
  private final QuantizationPlan plan;
  private final Map<String, TensorStatistics> statistics;
  private final Map<String, QuantizedRange> ranges;
  private final NodeReplacements replacements = new NodeReplacements();

  private GraphQuantizer(
      GraphDef graph, QuantizationPlan plan, Map<String, TensorStatistics> statistics) {
    this.graph = graph;
    this.index = new GraphIndex(graph);
    this.plan = plan;
    this.statistics = statistics;
    this.ranges = plan.ranges(statistics);
  }

  /**
   * A quantized network.
   *
   * @param graph of ordinary ops, which compute in float32; {@link Int8Rewriter} makes them int8
   * @param layers the convolutions that were rounded, by name
   */
  public record Quantized(GraphDef graph, List<String> layers) {
    public Quantized {
      layers = List.copyOf(layers);
    }
  }

  /**
   * Quantizes a network.
   *
   * @param graph with its weights as constants and its batch norms folded
   * @param outputs the nodes that are fetched; they keep their names
   * @param floats the convolutions that stay float32, by name
   * @param statistics of all {@link QuantizationPlan#tensors} that are rounded
   * @throws GraphException if a node is missing, if a constant is damaged, or if TensorFlow refuses
   *     the graph
   */
  public static Quantized quantize(
      GraphDef graph,
      Collection<String> outputs,
      Set<String> floats,
      Map<String, TensorStatistics> statistics) {
    Set<String> left = new HashSet<>(floats);
    while (true) {
      QuantizationPlan plan = QuantizationPlan.of(graph, outputs, left);
      GraphQuantizer quantizer = new GraphQuantizer(graph, plan, statistics);
      List<String> unfit = quantizer.unfit();
      if (unfit.isEmpty()) {
        return new Quantized(Subgraph.endingAt(quantizer.write(), outputs), plan.convolutions());
      }
      left.addAll(unfit);
    }
  }

  /** The layers with a border of zeros, whose input has another q for 0 than the ops pad with. */
  private List<String> unfit() {
    return plan.layers().stream()
        .filter(layer -> range(layer.input()).zero() != 0)
        .filter(layer -> !layer.seesNoBorder(FloatTensor.shapeOf(index.input(layer.node(), 1))))
        .map(layer -> layer.node().getName())
        .toList();
  }

  private QuantizedRange range(String tensor) {
    return Optional.ofNullable(ranges.get(GraphIndex.nodeName(tensor))).orElseThrow();
  }

  private GraphDef write() {
    Map<String, String> rounded = new HashMap<>();
    List<NodeDef> rounding = new ArrayList<>();
    for (String tensor : plan.tensors()) {
      if (!plan.isPassedOn(tensor)) {
        String name = index.freeName(tensor + "/rounded");
        rounded.put(tensor, name);
        rounding.add(range(tensor).node(name, tensor));
      }
    }
    plan.layers().forEach(this::round);
    GraphDef read =
        Rewiring.inputs(
            replacements.in(graph),
            input -> {
              String name = GraphIndex.nodeName(input);
              boolean first = input.equals(name) || input.equals(name + ":0");
              return first && rounded.containsKey(name) ? rounded.get(name) : input;
            });
    return read.toBuilder().addAllNode(rounding).build();
  }

  private void round(QuantizableLayer layer) {
    NodeDef constant = index.input(layer.node(), 1);
    FloatTensor weights = FloatTensor.read(constant);
    Int8Weights rounded = WeightQuantizer.quantize(weights, layer.isDepthwise());
    String name = index.freeName(layer.node().getName() + "/rounded_weights");
    List<NodeDef> nodes = new ArrayList<>(rounded.nodes(name, index));
    nodes.add(layer.node().toBuilder().setInput(1, name).build());
    replacements.replace(layer.node().getName(), nodes);
    String bias = index.freeName(layer.bias().getName() + "/corrected_bias");
    replacements.replace(
        layer.bias().getName(),
        List.of(
            corrected(layer, rounded.errorsOf(weights)).toConst(bias),
            layer.bias().toBuilder().setInput(1, bias).build()));
  }

  /** The bias without what the errors of the weights add on average; borders are left out of it. */
  private FloatTensor corrected(QuantizableLayer layer, FloatTensor errors) {
    FloatTensor bias = FloatTensor.read(index.input(layer.bias(), 1));
    double[] means =
        requireNonNull(statistics.get(GraphIndex.nodeName(layer.input())), "not seen").means();
    float[] values = bias.values().clone();
    double[] added = new double[values.length];
    int inputs = means.length;
    for (int i = 0; i < errors.size(); i++) {
      int channel = i % values.length;
      int input = layer.isDepthwise() ? channel : i / values.length % inputs;
      added[channel] += errors.get(i) * means[input];
    }
    for (int channel = 0; channel < values.length; channel++) {
      values[channel] -= (float) added[channel];
    }
    return new FloatTensor(bias.shape(), values);
  }
}
