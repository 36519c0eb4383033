package org.imagebeam.graph.summary;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.input.BatchedGraph;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * What a network is made of, for a batch of one.
 *
 * <p><b>Parameters</b> are the values that training learns, as papers and PyTorch count them: the
 * elements of the tensors that don't depend on the image and that enter
 *
 * <ul>
 *   <li>a convolution (plain, depthwise, transposed, of two or three dimensions), a product of
 *       matrices (MatMul, BatchMatMul) or an Einsum, fused and quantised ones included,
 *   <li>a BiasAdd,
 *   <li>a BatchNormWithGlobalNormalization or FusedBatchNorm as its beta (offset) or gamma (scale);
 *       its mean and variance are statistics and don't count,
 *   <li>an Add, Sub or Mul with one value a channel, right behind one of the above.
 * </ul>
 *
 * They are counted where they enter, so weights stored as uint8 and dequantised count once and
 * their scales and zero points don't; a tensor that several layers share counts with the first.
 *
 * <p><b>Multiply-adds</b> are those of convolutions and products, as papers count them: biases,
 * batch norms, activations, pools and resizes count none.
 *
 * <p><b>Layers</b> are convolutions and products, pools, means, what joins branches (Concat, or an
 * Add of two), and calls of functions that have convolutions or products in them, between the
 * pixels and the outputs; a batch norm that follows no convolution or product is a layer of its
 * own. Shapes are TensorFlow's. What depends on a shape that isn't known is not known either, nor
 * what is done in a loop or a function.
 *
 * @param input the node that is fed; its shape is that of the pixels
 * @param pixels the node where pixels enter the network, behind decoding and resizing
 * @param outputs the tensors that give scores, the first of which is the model's output
 * @param bottleneck the node whose values transfer learning caches, if the graph has it
 * @param ops how many nodes of the whole graph, as stored, are of an op; most first, then by name
 * @param layers in the order of their nodes
 */
public record GraphSummary(
    NodeSummary input,
    String pixels,
    List<NodeSummary> outputs,
    Optional<NodeSummary> bottleneck,
    Map<String, Integer> ops,
    List<LayerSummary> layers) {
  public GraphSummary {
    requireNonNull(input, "input is null");
    requireNonNull(pixels, "pixels is null");
    outputs = List.copyOf(outputs);
    requireNonNull(bottleneck, "bottleneck is null");
    ops = Collections.unmodifiableMap(new LinkedHashMap<>(ops));
    layers = List.copyOf(layers);
  }

  /**
   * Reads a graph; opens no session.
   *
   * @param input the node that is fed one image, as {@link BatchDimension#add} takes it
   * @param outputs the tensors that give scores, at least one
   * @param bottleneck a name that the graph may lack
   * @param height of the images if the graph has no resize of its own behind {@code input}
   * @param width likewise
   * @throws GraphException if a node is missing, if the graph can't be given a batch, or if
   *     TensorFlow refuses it
   */
  public static GraphSummary of(
      GraphDef graph,
      String input,
      List<String> outputs,
      String bottleneck,
      Optional<Integer> height,
      Optional<Integer> width) {
    GraphIndex stored = new GraphIndex(graph);
    Optional<TensorName> layer = ifPresent(stored, bottleneck);
    List<TensorName> ends =
        Stream.concat(outputs.stream().map(TensorName::parse), layer.stream()).toList();
    ends.forEach(end -> stored.get(end.node()));
    Set<String> reached = stored.dependents(List.of(stored.get(input).getName()));
    List<String> ofImage =
        ends.stream().map(TensorName::node).filter(reached::contains).distinct().toList();
    if (ofImage.isEmpty()) {
      return withoutNetwork(graph, input, ends.subList(0, outputs.size()), layer);
    }
    List<TensorName> fixedEnds =
        ends.stream().filter(end -> !ofImage.contains(end.node())).toList();
    BatchedGraph batched = BatchDimension.add(graph, input, ofImage, height, width);
    GraphDef network = forOneImage(batched);
    try (InferredShapes shapes = new InferredShapes(network);
        InferredShapes fixed = stored(graph, input, fixedEnds)) {
      Function<TensorName, NodeSummary> summary =
          end ->
              ofImage.contains(end.node())
                  ? end(stored, end, shapes, true)
                  : end(stored, end, fixed, false);
      return new GraphSummary(
          new NodeSummary(input, stored.get(input).getOp(), shapes.find(batched.input())),
          batched.input(),
          ends.subList(0, outputs.size()).stream().map(summary).toList(),
          layer.map(summary),
          ops(graph),
          new LayerReader(network, batched.input(), shapes).read());
    }
  }

  /** The shapes of a graph's input and ends, as it was stored. */
  private static InferredShapes stored(GraphDef graph, String input, List<TensorName> ends) {
    List<String> names =
        Stream.concat(Stream.of(input), ends.stream().map(TensorName::node)).toList();
    return new InferredShapes(Subgraph.endingAt(graph, names));
  }

  /** Of a graph that computes nothing from the image: it has no layers. */
  private static GraphSummary withoutNetwork(
      GraphDef graph, String input, List<TensorName> outputs, Optional<TensorName> bottleneck) {
    GraphIndex stored = new GraphIndex(graph);
    List<TensorName> ends = Stream.concat(outputs.stream(), bottleneck.stream()).toList();
    try (InferredShapes shapes = stored(graph, input, ends)) {
      return new GraphSummary(
          end(stored, TensorName.parse(input), shapes, true),
          input,
          outputs.stream().map(output -> end(stored, output, shapes, false)).toList(),
          bottleneck.map(layer -> end(stored, layer, shapes, false)),
          ops(graph),
          List.of());
    }
  }

  /**
   * Reads what can be told of a graph without TensorFlow, whose import would run some of its ops to
   * learn shapes: no shapes and no layers.
   *
   * @param outputs the tensors that give scores, at least one
   * @throws GraphException if the graph lacks {@code input} or an output
   */
  public static GraphSummary withoutShapes(
      GraphDef graph, String input, List<String> outputs, String bottleneck) {
    GraphIndex stored = new GraphIndex(graph);
    Set<String> reached = stored.dependents(List.of(input));
    Function<TensorName, NodeSummary> summary =
        end ->
            new NodeSummary(
                end.toString(),
                stored.get(end.node()).getOp(),
                Optional.empty(),
                reached.contains(end.node()));
    return new GraphSummary(
        summary.apply(TensorName.parse(input)),
        input,
        outputs.stream().map(TensorName::parse).map(summary).toList(),
        ifPresent(stored, bottleneck).map(summary),
        ops(graph),
        List.of());
  }

  private static Optional<TensorName> ifPresent(GraphIndex stored, String bottleneck) {
    TensorName tensor = TensorName.parse(bottleneck);
    return stored.find(tensor.node()).map(node -> tensor);
  }

  private static GraphDef forOneImage(BatchedGraph batched) {
    GraphDef.Builder network = batched.graph().toBuilder().clearNode();
    for (NodeDef node : batched.graph().getNodeList()) {
      if (node.getName().equals(batched.input())) {
        network.addNode(
            Nodes.placeholder(
                batched.input(), DataType.DT_FLOAT, 1, batched.height(), batched.width(), 3));
      } else {
        network.addNode(node.getOp().equals("PlaceholderWithDefault") ? byDefault(node) : node);
      }
    }
    return network.build();
  }

  /** What is there if nobody feeds it: it has a shape of its own, often one of an unknown batch. */
  private static NodeDef byDefault(NodeDef node) {
    return NodeDef.newBuilder()
        .setName(node.getName())
        .setOp("Identity")
        .addAllInput(node.getInputList())
        .putAttr("T", node.getAttrOrThrow("dtype"))
        .build();
  }

  private static NodeSummary end(
      GraphIndex stored, TensorName tensor, InferredShapes shapes, boolean ofImage) {
    return new NodeSummary(
        tensor.toString(),
        stored.get(tensor.node()).getOp(),
        shapes.find(tensor.toString()),
        ofImage);
  }

  private static Map<String, Integer> ops(GraphDef graph) {
    Map<String, Integer> counts =
        graph.getNodeList().stream()
            .collect(Collectors.toMap(NodeDef::getOp, node -> 1, Integer::sum));
    Map<String, Integer> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(count -> sorted.put(count.getKey(), count.getValue()));
    return sorted;
  }

  /** Returns the model's output, the first of {@link #outputs}. */
  public NodeSummary output() {
    return outputs.get(0);
  }

  /** Nodes of the whole graph, as stored. */
  public int nodes() {
    return ops.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns the parameters of all layers of which they are known. */
  public long parameters() {
    return layers.stream().mapToLong(layer -> layer.parameters().orElse(0)).sum();
  }

  /** Returns the multiply-adds of all layers of which they are known, for one image. */
  public long multiplyAdds() {
    return layers.stream().mapToLong(layer -> layer.multiplyAdds().orElse(0)).sum();
  }

  /** Says whether {@link #parameters} are those of all layers. */
  public boolean allParametersKnown() {
    return hasShapes() && layers.stream().allMatch(layer -> layer.parameters().isPresent());
  }

  /** Says whether {@link #multiplyAdds} are those of all layers. */
  public boolean allMultiplyAddsKnown() {
    return hasShapes() && layers.stream().allMatch(layer -> layer.multiplyAdds().isPresent());
  }

  /** Whether the layers were looked for, see {@link #withoutShapes}. */
  private boolean hasShapes() {
    return input.shape().isPresent() || !layers.isEmpty();
  }
}
