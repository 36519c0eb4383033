package org.imagebeam.graph.int8;

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
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.Uses;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Lets the layers that {@link GraphQuantizer} has rounded compute in int8, and what lies between
 * two of them: pools and joins of equal ranges. The rest stays float32.
 *
 * <p>The ops know only ranges that begin at 0. Where another q stands for 0, the layer that reads
 * the tensor takes its product with the weights off its bias, and the one that makes it adds it.
 */
public final class Int8Rewriter {
  /** Of a step: what a computed end may be off. */
  private static final double NEAR = 1e-3;

  private final GraphDef graph;
  private final GraphIndex index;
  private final Int8Ops ops;

  /** By the node that ends them. */
  private final Map<String, QuantizableLayer> layers = new HashMap<>();

  private final Map<String, Optional<Int8Ops.Quantized>> quantized = new HashMap<>();

  private Int8Rewriter(GraphDef graph, Collection<String> outputs) {
    this.graph = graph;
    this.index = new GraphIndex(graph);
    this.ops = new Int8Ops(index);
    findLayers(new Uses(graph, outputs));
  }

  /**
   * Rewrites the layers whose weights are int8; a graph without any is returned as it is.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing, if a constant is damaged, or if TensorFlow refuses
   *     the graph
   */
  public static GraphDef rewrite(GraphDef graph, Collection<String> outputs) {
    if (!isQuantized(graph)) {
      return graph;
    }
    Int8Rewriter rewriter = new Int8Rewriter(graph, outputs);
    NodeReplacements replacements = new NodeReplacements();
    for (NodeDef node : graph.getNodeList()) {
      rewriter
          .of(node.getName())
          .ifPresent(
              found ->
                  replacements.replace(
                      node.getName(),
                      List.of(
                          rewriter.ops.dequantize(node.getName(), found.tensor(), found.range()))));
    }
    GraphDef read = replacements.in(graph);
    return Subgraph.endingAt(read.toBuilder().addAllNode(rewriter.ops.nodes()).build(), outputs);
  }

  /** Returns whether a graph has layers that were rounded to int8. */
  public static boolean isQuantized(GraphDef graph) {
    return graph.getNodeList().stream()
            .anyMatch(node -> FloatTensor.isConst(node, DataType.DT_INT8))
        && graph.getNodeList().stream().anyMatch(node -> QuantizedRange.of(node).isPresent());
  }

  private void findLayers(Uses uses) {
    Set<String> added = new HashSet<>();
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      for (NodeDef node : graph.getNodeList()) {
        QuantizableLayer.of(index, uses, node, shapes::areSame)
            .filter(layer -> Int8Weights.of(index, index.input(layer.node(), 1)).isPresent())
            .map(
                layer ->
                    layer.sum().isEmpty() || added.add(layer.end()) ? layer : layer.withoutSum())
            .ifPresent(layer -> layers.put(layer.end(), layer));
      }
    }
  }

  /** The 8-bit values of a tensor, if it has such; written when they are first asked for. */
  private Optional<Int8Ops.Quantized> of(String tensor) {
    String name = GraphIndex.nodeName(tensor);
    if (!tensor.equals(name) && !tensor.equals(name + ":0")) {
      return Optional.empty();
    }
    Optional<Int8Ops.Quantized> known = quantized.get(name);
    if (known == null) {
      known = find(index.get(name));
      quantized.put(name, known);
    }
    return known;
  }

  private Optional<Int8Ops.Quantized> find(NodeDef node) {
    return switch (node.getOp()) {
      case QuantizedRange.OP -> QuantizedRange.of(node).map(range -> rounded(node, range));
      case "MaxPool" ->
          TensorGroups.isOverPlaces(node)
              ? of(node.getInput(0)).map(input -> pooled(node, node, input))
              : Optional.empty();
      case "Concat" -> joined(node, node.getInputList().subList(1, node.getInputCount()), 0);
      case "ConcatV2" ->
          joined(
              node,
              node.getInputList().subList(0, node.getInputCount() - 1),
              node.getInputCount() - 1);
      default -> Optional.empty();
    };
  }

  private Int8Ops.Quantized rounded(NodeDef node, QuantizedRange range) {
    String from = GraphIndex.nodeName(node.getInput(0));
    NodeDef source = index.get(from);
    if (source.getOp().equals("AvgPool") && TensorGroups.isOverPlaces(source)) {
      Optional<Int8Ops.Quantized> input = of(source.getInput(0));
      if (input.isPresent() && input.get().range().equals(range)) {
        return pooled(node, source, input.get());
      }
    }
    return Optional.ofNullable(layers.get(from))
        .flatMap(layer -> layer(node, layer, range))
        .orElseGet(() -> new Int8Ops.Quantized(quantized(node, range), range));
  }

  /** Rounds a tensor, or what it is made of: of pixels the bytes that they were. */
  private String quantized(NodeDef node, QuantizedRange range) {
    ScaledTensor scaled = ScaledTensor.of(index, node.getInput(0));
    double low = (range.min() - scaled.offset()) / scaled.scale();
    double high = (range.max() - scaled.offset()) / scaled.scale();
    boolean starts = low <= (high - low) / QuantizedRange.LARGEST * NEAR;
    return starts && high >= 0
        ? ops.quantize(int8Name(node), scaled.tensor(), (float) Math.min(0, low), (float) high)
        : ops.quantize(int8Name(node), node.getInput(0), range.min(), range.max());
  }

  private Int8Ops.Quantized pooled(NodeDef node, NodeDef pool, Int8Ops.Quantized input) {
    String tensor = ops.pooled(int8Name(node), pool, input.tensor(), input.range());
    return new Int8Ops.Quantized(tensor, input.range());
  }

  private Optional<Int8Ops.Quantized> joined(NodeDef node, List<String> inputs, int axisInput) {
    List<String> tensors = new ArrayList<>();
    Set<QuantizedRange> ranges = new HashSet<>();
    for (String input : inputs) {
      Optional<Int8Ops.Quantized> found = of(input);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      ranges.add(found.get().range());
      tensors.add(found.get().tensor());
    }
    return ranges.size() == 1
        ? Optional.of(
            new Int8Ops.Quantized(
                ops.joined(
                    int8Name(node),
                    tensors,
                    node.getInput(axisInput),
                    node.getAttrOrDefault("Tidx", Nodes.type(DataType.DT_INT32))),
                ranges.iterator().next()))
        : Optional.empty();
  }

  private Optional<Int8Ops.Quantized> layer(
      NodeDef node, QuantizableLayer layer, QuantizedRange range) {
    Optional<Int8Ops.Quantized> input = of(layer.input());
    Optional<Int8Ops.Quantized> addend = layer.addend().flatMap(this::of);
    Int8Weights weights = Int8Weights.of(index, index.input(layer.node(), 1)).orElseThrow();
    boolean cut = layer.activation().isPresent();
    if (input.isEmpty()
        || addend.isPresent() != layer.sum().isPresent()
        || (input.get().range().zero() != 0 && !layer.seesNoBorder(weights.shape()))
        || (cut && (range.zero() != 0 || range.max() > layer.ceiling() + range.step() / 2))) {
      return Optional.empty();
    }
    float[] bias = FloatTensor.read(index.input(layer.bias(), 1)).values().clone();
    double[] sums = weights.sums();
    for (int channel = 0; channel < bias.length; channel++) {
      double zeros = input.get().range().min() * sums[channel] - range.min();
      if (addend.isPresent()) {
        zeros += addend.get().range().min();
      }
      bias[channel] = (float) (bias[channel] + zeros);
    }
    String tensor =
        ops.convolution(
            int8Name(node),
            layer,
            new Int8Ops.LayerValues(weights, new FloatTensor(List.of((long) bias.length), bias)),
            input.get(),
            addend.stream().toList(),
            range);
    return Optional.of(new Int8Ops.Quantized(tensor, range));
  }

  private String int8Name(NodeDef node) {
    return index.freeName(node.getName() + "/int8");
  }
}
