package org.imagebeam.graph.summary;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Nodes;
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
 * @param output the node that gives the scores
 * @param bottleneck the node whose values transfer learning caches, if the graph has it
 * @param ops how many nodes of the whole graph, as stored, are of an op; most first, then by name
 * @param layers in the order of their nodes
 */
public record GraphSummary(
    NodeSummary input,
    String pixels,
    NodeSummary output,
    Optional<NodeSummary> bottleneck,
    Map<String, Integer> ops,
    List<LayerSummary> layers) {
  public GraphSummary {
    requireNonNull(input, "input is null");
    requireNonNull(pixels, "pixels is null");
    requireNonNull(output, "output is null");
    requireNonNull(bottleneck, "bottleneck is null");
    ops = Collections.unmodifiableMap(new LinkedHashMap<>(ops));
    layers = List.copyOf(layers);
  }

  /**
   * Reads a graph; opens no session.
   *
   * @param input the node that is fed one image, as {@link BatchDimension#add} takes it
   * @param bottleneck a name that the graph may lack
   * @param height of the images if the graph has no resize of its own behind {@code input}
   * @param width likewise
   * @throws GraphException if a node is missing, if the graph can't be given a batch, or if
   *     TensorFlow refuses it
   */
  public static GraphSummary of(
      GraphDef graph,
      String input,
      String output,
      String bottleneck,
      Optional<Integer> height,
      Optional<Integer> width) {
    GraphIndex stored = new GraphIndex(graph);
    List<String> ends =
        Stream.of(output, bottleneck)
            .filter(name -> name.equals(output) || stored.find(name).isPresent())
            .distinct()
            .toList();
    BatchedGraph batched = BatchDimension.add(graph, input, ends, height, width);
    GraphDef network = forOneImage(batched);
    try (InferredShapes shapes = new InferredShapes(network)) {
      return new GraphSummary(
          new NodeSummary(input, stored.get(input).getOp(), shapes.find(batched.input())),
          batched.input(),
          end(stored.get(output), shapes),
          stored.find(bottleneck).map(node -> end(node, shapes)),
          ops(graph),
          new LayerReader(network, batched.input(), shapes).read());
    }
  }

  /**
   * Reads what can be told of a graph without TensorFlow, whose import would run some of its ops to
   * learn shapes: no shapes and no layers.
   *
   * @throws GraphException if the graph lacks {@code input} or {@code output}
   */
  public static GraphSummary withoutShapes(
      GraphDef graph, String input, String output, String bottleneck) {
    GraphIndex stored = new GraphIndex(graph);
    return new GraphSummary(
        withoutShape(stored.get(input)),
        input,
        withoutShape(stored.get(output)),
        stored.find(bottleneck).map(GraphSummary::withoutShape),
        ops(graph),
        List.of());
  }

  private static NodeSummary withoutShape(NodeDef node) {
    return new NodeSummary(node.getName(), node.getOp(), Optional.empty());
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

  private static NodeSummary end(NodeDef node, InferredShapes shapes) {
    return new NodeSummary(node.getName(), node.getOp(), shapes.find(node.getName()));
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
