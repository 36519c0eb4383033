package org.imagebeam.graph.optimize;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.NodeReplacements;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.Uses;
import org.imagebeam.graph.optimize.layer.LayerChain;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Makes one transposition of two between which stands nothing, or only what treats all places
 * alike: a bias of each channel, an activation. Those then see what the first one was to transpose.
 */
final class TransposeMerger {
  private final GraphIndex index;
  private final Uses uses;
  private final NodeReplacements replacements = new NodeReplacements();

  /** No transposition is merged both with the one before it and the one behind. */
  private final Set<String> merged = new HashSet<>();

  private TransposeMerger(GraphDef graph, Collection<String> outputs) {
    this.index = new GraphIndex(graph);
    this.uses = new Uses(graph, outputs);
  }

  /**
   * Merges each such pair. What stands between keeps its names, and so does the second.
   *
   * @param outputs the nodes that are fetched; what they don't need is dropped
   * @throws GraphException if a node is missing
   */
  static GraphDef merge(GraphDef graph, Collection<String> outputs) {
    TransposeMerger merger = new TransposeMerger(graph, outputs);
    for (NodeDef node : graph.getNodeList()) {
      merger.order(node).ifPresent(order -> merger.mergeWithOneBefore(node, order));
    }
    return merger.replacements.in(graph, outputs);
  }

  /** The order that a transposition brings the dimensions in, if it is a constant one. */
  private Optional<List<Integer>> order(NodeDef node) {
    if (!node.getOp().equals("Transpose") || !index.input(node, 1).getOp().equals("Const")) {
      return Optional.empty();
    }
    List<Integer> order = Arrays.stream(Nodes.intValues(index.input(node, 1))).boxed().toList();
    return Optional.of(order)
        .filter(all -> all.stream().sorted().toList().equals(upTo(all.size())));
  }

  private static List<Integer> upTo(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  private void mergeWithOneBefore(NodeDef second, List<Integer> secondOrder) {
    Optional<NodeDef> between = Optional.empty();
    Optional<NodeDef> before = onlyItReads(second);
    while (before.isPresent() && isAlikeEverywhere(before.get())) {
      between = before;
      before = onlyItReads(before.get());
    }
    Optional<List<Integer>> firstOrder =
        before.filter(node -> node.getInputCount() == 2).flatMap(this::order);
    if (firstOrder.isEmpty()
        || firstOrder.get().size() != secondOrder.size()
        || (between.isPresent() && !keepsLast(firstOrder.get()))
        || !merged.add(before.get().getName())) {
      return;
    }
    merged.add(second.getName());
    String input = before.get().getInput(0);
    NodeDef.Builder both = second.toBuilder();
    if (between.isPresent()) {
      NodeDef moved = between.get().toBuilder().setInput(0, input).build();
      replacements.replace(moved.getName(), List.of(moved));
    } else {
      both.setInput(0, input);
    }
    int[] order = secondOrder.stream().mapToInt(firstOrder.get()::get).toArray();
    NodeDef dimensions = Nodes.intVector(index.freeName(second.getName() + "/merged_order"), order);
    both.setInput(1, dimensions.getName()).putAttr("Tperm", Nodes.type(DataType.DT_INT32));
    replacements.replace(second.getName(), List.of(dimensions, both.build()));
  }

  /** What {@code node} reads first, if nobody else sees that. */
  private Optional<NodeDef> onlyItReads(NodeDef node) {
    NodeDef input = index.input(node, 0);
    return uses.soleReader(input.getName()).isPresent() ? Optional.of(input) : Optional.empty();
  }

  private static boolean isAlikeEverywhere(NodeDef node) {
    return LayerChain.isActivation(node) || LayerChain.addsByChannel(node);
  }

  private static boolean keepsLast(List<Integer> order) {
    return !order.isEmpty() && order.get(order.size() - 1) == order.size() - 1;
  }
}
