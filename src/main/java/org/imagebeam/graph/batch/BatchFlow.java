package org.imagebeam.graph.batch;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.RefusedGraphException;
import org.imagebeam.graph.input.BatchedGraph;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Follows the images of a batch through a graph, op by op, to see whether each is answered by
 * itself. A batch norm left in training, or a softmax, a norm or a standardisation over all
 * elements, answers by what else is in the batch.
 *
 * <p>Nothing is run, and no name is looked at. Ops that aren't known here leave the question open.
 */
public final class BatchFlow {
  private static final List<Answer> SEVERITY = List.of(Answer.ALONE, Answer.OPEN, Answer.MIXED);

  private final GraphIndex index;
  private final InferredShapes shapes;
  private final Map<String, BatchState> states = new HashMap<>();

  private BatchFlow(GraphIndex index, InferredShapes shapes) {
    this.index = index;
    this.shapes = shapes;
  }

  /** What was found out. */
  public enum Answer {
    /** Each image is answered by itself. */
    ALONE,
    /** An image's answer depends on the others of its batch. */
    MIXED,
    /** Only running the graph would show it. */
    OPEN
  }

  /**
   * What was found out, and where.
   *
   * @param node at which images are mixed, or lost sight of; empty if each is answered by itself
   */
  public record Verdict(Answer answer, String node) {}

  /**
   * Follows a batch from {@code graph}'s input to {@code output}.
   *
   * @throws GraphException if a node is missing
   * @throws RefusedGraphException if TensorFlow refuses the graph
   */
  public static Verdict follow(BatchedGraph graph, String output) {
    requireNonNull(graph, "graph is null");
    return follow(graph.graph(), graph.input(), output);
  }

  /**
   * Follows a batch to all outputs of {@code graph}.
   *
   * @return what holds for all of them: that images are mixed if one output's are, and else that it
   *     is open if it is for one
   * @throws GraphException if a node is missing
   * @throws RefusedGraphException if TensorFlow refuses the graph
   */
  public static Verdict follow(BatchedGraph graph) {
    return graph.outputs().stream()
        .map(output -> follow(graph, output))
        .max(Comparator.comparing(verdict -> SEVERITY.indexOf(verdict.answer())))
        .orElseThrow();
  }

  static Verdict follow(GraphDef graph, String input, String output) {
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      BatchFlow flow = new BatchFlow(new GraphIndex(graph), shapes);
      flow.states.put(input, BatchState.images(0));
      String node = GraphIndex.nodeName(output);
      flow.visit(flow.index.get(node));
      return verdict(requireNonNull(flow.states.get(node)), node);
    }
  }

  private static Verdict verdict(BatchState state, String output) {
    return switch (state.kind()) {
      case MIXED -> new Verdict(Answer.MIXED, state.node());
      case UNKNOWN -> new Verdict(Answer.OPEN, state.node());
      case IMAGES ->
          state.axis() == 0 && state.inOrder()
              ? new Verdict(Answer.ALONE, "")
              : new Verdict(Answer.OPEN, output);
      case FIXED, SIZE -> new Verdict(Answer.OPEN, output);
    };
  }

  /** Depth first without recursion: graphs can be thousands of nodes deep. */
  private void visit(NodeDef output) {
    Deque<NodeDef> open = new ArrayDeque<>(List.of(output));
    Set<String> entered = new HashSet<>();
    while (!open.isEmpty()) {
      NodeDef node = open.peek();
      if (states.containsKey(node.getName())) {
        open.pop();
      } else if (entered.add(node.getName())) {
        for (NodeDef source : sources(node)) {
          if (entered.contains(source.getName()) && !states.containsKey(source.getName())) {
            // A loop: what comes around it isn't followed.
            states.put(source.getName(), BatchState.unknown(source.getName()));
          }
          open.push(source);
        }
      } else {
        states.put(node.getName(), stateOf(node));
        open.pop();
      }
    }
  }

  private List<NodeDef> sources(NodeDef node) {
    List<NodeDef> sources = new ArrayList<>();
    for (int i = 0; i < node.getInputCount(); i++) {
      if (!GraphIndex.isControl(node.getInput(i))) {
        sources.add(index.input(node, i));
      }
    }
    return sources;
  }

  private BatchState stateOf(NodeDef node) {
    List<BatchState> inputs =
        sources(node).stream().map(source -> states.get(source.getName())).toList();
    for (BatchState.Kind worse : List.of(BatchState.Kind.MIXED, BatchState.Kind.UNKNOWN)) {
      for (BatchState input : inputs) {
        if (input.is(worse)) {
          return input;
        }
      }
    }
    try {
      return BatchRules.apply(new BatchOp(node, inputs, index, shapes));
    } catch (GraphException | IndexOutOfBoundsException e) {
      return BatchState.unknown(node.getName());
    }
  }
}
