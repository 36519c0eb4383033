package org.imagebeam.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Gives a graph that was wired for one picture a batch dimension.
 *
 * <p>The graph is cut behind its {@code ResizeBilinear}, so that decoding and resizing, which
 * differ in size from picture to picture, happen outside; and each {@code Reshape} behind the cut
 * whose shape starts with a literal 1 takes the batch there instead. Every other op of a
 * convolutional network treats the pictures of a batch alike.
 */
public final class BatchDimension {
  private static final Set<String> FRONT_OPS =
      Set.of("Placeholder", "Const", "DecodeJpeg", "Cast", "Identity", "ExpandDims");

  private BatchDimension() {}

  /**
   * Rewrites {@code graph} to take a batch.
   *
   * @param input the node that is fed one picture a run: the file's bytes ({@code
   *     DecodeJpeg/contents}), or decoded pixels anywhere between there and the first layer
   * @param outputs the nodes that are fetched; they keep their names
   * @param height of the pictures if the graph has no resize of its own behind {@code input}
   * @param width likewise
   * @throws GraphException if a node is missing, or if the graph can't be given a batch
   */
  public static BatchedGraph add(
      GraphDef graph,
      String input,
      List<String> outputs,
      Optional<Integer> height,
      Optional<Integer> width) {
    GraphIndex index = new GraphIndex(graph);
    outputs.forEach(index::get);
    NodeDef entry = index.get(input);
    Optional<NodeDef> resize = resizeBehind(index, entry);
    int[] size;
    if (resize.isPresent()) {
      requirePlain(resize.get());
      size = Nodes.intValues(index.input(resize.get(), 1));
      if (size.length != 2) {
        throw new GraphException(
            "node '"
                + resize.get().getName()
                + "' resizes to "
                + Arrays.toString(size)
                + " instead of a height and a width");
      }
    } else {
      size = statedSize(entry, height, width);
    }
    String cut = resize.orElse(entry).getName();
    GraphDef batched =
        replace(
            graph, Map.of(cut, Nodes.placeholder(cut, DataType.DT_FLOAT, -1, size[0], size[1], 3)));
    batched = Subgraph.endingAt(batched, outputs);
    requireReachable(batched, cut, outputs);
    return new BatchedGraph(unpinReshapes(batched, cut), cut, size[0], size[1], resize.isPresent());
  }

  /** Follows the single path of decoding ops from {@code entry} to the resize, if there is one. */
  private static Optional<NodeDef> resizeBehind(GraphIndex index, NodeDef entry) {
    NodeDef node = entry;
    while (!node.getOp().equals("ResizeBilinear")) {
      List<NodeDef> consumers = index.consumers(node.getName());
      boolean front = node.equals(entry) || FRONT_OPS.contains(node.getOp());
      if (!front || consumers.size() != 1) {
        return Optional.empty();
      }
      node = consumers.get(0);
    }
    return Optional.of(node);
  }

  /** Whoever resizes in the graph's stead does it with the settings of 2015 alone. */
  private static void requirePlain(NodeDef resize) {
    for (String setting : List.of("align_corners", "half_pixel_centers")) {
      if (resize.getAttrOrDefault(setting, AttrValue.getDefaultInstance()).getB()) {
        throw new GraphException(
            "node '"
                + resize.getName()
                + "' is set to "
                + setting
                + ", which gives other pixels than the resize that takes its place");
      }
    }
  }

  private static int[] statedSize(
      NodeDef entry, Optional<Integer> height, Optional<Integer> width) {
    if (height.isEmpty() || width.isEmpty()) {
      throw new GraphException(
          "behind node '"
              + entry.getName()
              + "' ("
              + entry.getOp()
              + ") no ResizeBilinear says"
              + " how large the pictures are: state \"size\" in model.json");
    }
    return new int[] {height.get(), width.get()};
  }

  private static void requireReachable(GraphDef graph, String cut, List<String> outputs) {
    Set<String> reached = new GraphIndex(graph).dependents(List.of(cut));
    List<String> others = outputs.stream().filter(output -> !reached.contains(output)).toList();
    if (!others.isEmpty()) {
      throw new GraphException("nodes " + others + " do not depend on node '" + cut + "'");
    }
  }

  private static GraphDef unpinReshapes(GraphDef graph, String cut) {
    GraphIndex index = new GraphIndex(graph);
    Set<String> batched = index.dependents(List.of(cut));
    Map<String, NodeDef> replaced = new HashMap<>();
    List<NodeDef> added = new ArrayList<>();
    for (NodeDef node : graph.getNodeList()) {
      if (!batched.contains(node.getName())) {
        continue;
      }
      if (node.getOp().equals("Reshape")) {
        List<NodeDef> shape = batchShape(index, node);
        if (!shape.isEmpty()) {
          added.addAll(shape);
          replaced.put(
              node.getName(),
              node.toBuilder()
                  .setInput(1, shape.get(shape.size() - 1).getName())
                  .putAttr("Tshape", Nodes.type(DataType.DT_INT32))
                  .build());
        }
      } else if (node.getOp().equals("Squeeze") && squeezesBatch(node)) {
        throw new GraphException(
            "node '" + node.getName() + "' (Squeeze) drops the batch dimension");
      }
    }
    GraphDef rewired = replace(graph, replaced);
    // In front, because GraphDefs are read top to bottom by people and by some tools.
    return rewired.toBuilder()
        .clearNode()
        .addAllNode(added)
        .addAllNode(rewired.getNodeList())
        .build();
  }

  /**
   * The nodes that compute a shape for {@code reshape} which leaves the batch as it is, the shape
   * last; none if the reshape does so already.
   */
  private static List<NodeDef> batchShape(GraphIndex index, NodeDef reshape) {
    NodeDef pinned = index.input(reshape, 1);
    int[] shape = pinned.getOp().equals("Const") ? Nodes.intValues(pinned) : new int[0];
    if (shape.length == 0 || shape[0] != 1) {
      return List.of();
    }
    String name = reshape.getName() + "/batch_shape";
    if (Arrays.stream(shape).allMatch(dim -> dim >= 0)) {
      shape[0] = -1;
      return List.of(Nodes.intVector(name, shape));
    }
    // [1, -1] has its one free dimension taken, so the batch must be read off the input.
    return Nodes.firstDimensionAnd(
        name,
        reshape.getInput(0),
        reshape.getAttrOrDefault("T", Nodes.type(DataType.DT_FLOAT)),
        Arrays.copyOfRange(shape, 1, shape.length));
  }

  private static boolean squeezesBatch(NodeDef squeeze) {
    List<Long> dims =
        squeeze
            .getAttrOrDefault("squeeze_dims", AttrValue.getDefaultInstance())
            .getList()
            .getIList();
    return dims.isEmpty() || dims.contains(0L);
  }

  private static GraphDef replace(GraphDef graph, Map<String, NodeDef> replacements) {
    Map<String, NodeDef> open = new LinkedHashMap<>(replacements);
    GraphDef.Builder builder = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      NodeDef replacement = open.remove(node.getName());
      builder.addNode(replacement == null ? node : replacement);
    }
    return builder.build();
  }
}
