package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Takes branches out of a graph that are never run, as those of {@code tf.cond(is_training, …)} in
 * TensorFlow 1 once {@code is_training} is a constant. What is run stays as it is; without the
 * other branch a batch norm can be told to be one of inference.
 *
 * <p>By TensorFlow's rule a node is dead if one of its inputs is, and a Merge if all of its are. A
 * graph with loops of Switch and Merge is left alone.
 */
public final class DeadBranches {
  private static final String SWITCH = "Switch";
  private static final String MERGE = "Merge";
  private static final String LOOP = "NextIteration";

  /** Of a Merge, the output that says which of its inputs it took. */
  private static final int TAKEN = 1;

  private final GraphIndex index;
  private final Map<String, Boolean> decided = new HashMap<>();
  private final Set<String> dead = new HashSet<>();

  /** Of each Merge that only one of its inputs can come to, the number of that input. */
  private final Map<String, Integer> taken = new HashMap<>();

  private DeadBranches(GraphDef graph) {
    this.index = new GraphIndex(graph);
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().equals(SWITCH)) {
        constant(node.getInput(1)).ifPresent(value -> decided.put(node.getName(), value));
      }
    }
  }

  /**
   * Returns the graph without them; the same if it has none.
   *
   * @param kept nodes that are fed or fetched
   */
  public static GraphDef drop(GraphDef graph, Collection<String> kept) {
    boolean branches = false;
    for (NodeDef node : requireNonNull(graph, "graph is null").getNodeList()) {
      if (node.getOp().equals(LOOP)) {
        return graph;
      }
      branches |= node.getOp().equals(SWITCH);
    }
    return branches ? new DeadBranches(graph).dropped(graph, kept) : graph;
  }

  private GraphDef dropped(GraphDef graph, Collection<String> kept) {
    for (String name : kept) {
      decided.remove(GraphIndex.nodeName(name));
    }
    if (decided.isEmpty()) {
      return graph;
    }
    findDead(graph);
    if (kept.stream().map(GraphIndex::nodeName).anyMatch(dead::contains)) {
      return graph;
    }
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().equals(MERGE)) {
        onlyInput(node).ifPresent(number -> taken.put(node.getName(), number));
      }
    }
    return rewritten(graph);
  }

  /** The value of a condition that is always the same. */
  private Optional<Boolean> constant(String input) {
    boolean negated = false;
    String name = input;
    for (int i = 0; i < index.size(); i++) {
      NodeDef node = index.get(GraphIndex.nodeName(name));
      switch (node.getOp()) {
        case "Const" -> {
          boolean inverted = negated;
          return value(node.getAttrOrThrow("value").getTensor()).map(value -> value != inverted);
        }
        case "Identity", "PlaceholderWithDefault" -> name = node.getInput(0);
        case "LogicalNot" -> {
          negated = !negated;
          name = node.getInput(0);
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /** The value of a scalar; one without values is false, as of all tensors that state none. */
  private static Optional<Boolean> value(TensorProto tensor) {
    ByteString content = tensor.getTensorContent();
    if (tensor.getDtype() != DataType.DT_BOOL
        || tensor.getTensorShape().getDimCount() > 0
        || tensor.getBoolValCount() > 1
        || content.size() > 1) {
      return Optional.empty();
    }
    return Optional.of(
        content.isEmpty()
            ? tensor.getBoolValCount() == 1 && tensor.getBoolVal(0)
            : content.byteAt(0) != 0);
  }

  private void findDead(GraphDef graph) {
    // With those that only wait for a node: they aren't run if it isn't.
    Map<String, List<NodeDef>> readers = new HashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      for (String input : node.getInputList()) {
        readers.computeIfAbsent(GraphIndex.nodeName(input), name -> new ArrayList<>()).add(node);
      }
    }
    Deque<String> open = new ArrayDeque<>(decided.keySet());
    while (!open.isEmpty()) {
      for (NodeDef node : readers.getOrDefault(open.pop(), List.of())) {
        if (isDead(node) && dead.add(node.getName())) {
          open.add(node.getName());
        }
      }
    }
  }

  private boolean isDead(NodeDef node) {
    return node.getOp().equals(MERGE)
        ? node.getInputList().stream().allMatch(this::isDead)
        : node.getInputList().stream().anyMatch(this::isDead);
  }

  private boolean isDead(String input) {
    String node = GraphIndex.nodeName(input);
    Boolean condition = decided.get(node);
    if (dead.contains(node)) {
      return true;
    }
    // A node that only waits for a Switch is run either way.
    return condition != null
        && !GraphIndex.isControl(input)
        && TensorName.parse(input).output() != (condition ? 1 : 0);
  }

  private GraphDef rewritten(GraphDef graph) {
    GraphDef.Builder live = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      Integer input =
          decided.containsKey(node.getName()) ? Integer.valueOf(0) : taken.get(node.getName());
      if (!dead.contains(node.getName())) {
        live.addNode(input == null ? node : identity(node, input));
      }
    }
    taken.forEach((merge, input) -> live.addNode(Nodes.intScalar(takenName(merge), input)));
    return Rewiring.inputs(live.build(), this::source);
  }

  /** The only input of a Merge that can come. */
  private Optional<Integer> onlyInput(NodeDef merge) {
    Optional<Integer> only = Optional.empty();
    for (int i = 0; i < merge.getInputCount(); i++) {
      String input = merge.getInput(i);
      if (GraphIndex.isControl(input)) {
        return Optional.empty();
      }
      if (!isDead(input)) {
        if (only.isPresent()) {
          return Optional.empty();
        }
        only = Optional.of(i);
      }
    }
    return only;
  }

  private static NodeDef identity(NodeDef node, int input) {
    NodeDef.Builder identity =
        NodeDef.newBuilder()
            .setName(node.getName())
            .setOp("Identity")
            .setDevice(node.getDevice())
            .addInput(node.getInput(input))
            .putAttr("T", node.getAttrOrDefault("T", Nodes.type(DataType.DT_FLOAT)));
    node.getInputList().stream().filter(GraphIndex::isControl).forEach(identity::addInput);
    return identity.build();
  }

  private String takenName(String merge) {
    return index.freeName(merge + "/value_index");
  }

  /** What a node reads that read a branch which is run, or which of a Merge's inputs was taken. */
  private String source(String input) {
    if (GraphIndex.isControl(input)) {
      return input;
    }
    TensorName tensor = TensorName.parse(input);
    if (decided.containsKey(tensor.node())) {
      return tensor.node();
    }
    return tensor.output() == TAKEN && taken.containsKey(tensor.node())
        ? takenName(tensor.node())
        : input;
  }
}
