package org.imagebeam.graph.safety;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.FunctionCalls;
import org.imagebeam.graph.GraphIndex;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Tells what the ops of a graph do besides computing. A graph is a program: its ops can read and
 * write files, open connections, run Python code, or end the process.
 *
 * <p>Starts nothing of TensorFlow: its import of a graph can run ops already, to learn their
 * shapes. Safe for use by many threads.
 */
public final class GraphSafety {
  private static final String UNKNOWN = "is of an op that isn't among TensorFlow's own";

  private GraphSafety() {}

  /**
   * Keeps of a graph what takes part in a run: the nodes between {@code input} and {@code output},
   * and the functions that they call.
   *
   * @param input the node that is fed, with or without the number of its output; nodes that only it
   *     needs are dropped
   * @param output the node that is fetched, likewise
   * @return the smaller graph; {@code graph} itself if it lacks one of the two nodes, or if the
   *     output does not depend on the input
   */
  public static GraphDef needed(GraphDef graph, String input, String output) {
    requireNonNull(graph, "graph is null");
    GraphIndex index = new GraphIndex(graph);
    String first = GraphIndex.nodeName(input);
    String last = GraphIndex.nodeName(output);
    if (index.find(first).isEmpty() || index.find(last).isEmpty()) {
      return graph;
    }
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(last));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (needed.add(name) && !name.equals(first)) {
        index
            .find(name)
            .ifPresent(
                node -> node.getInputList().forEach(in -> open.push(GraphIndex.nodeName(in))));
      }
    }
    if (!needed.contains(first)) {
      return graph;
    }
    GraphDef.Builder kept = graph.toBuilder().clearNode();
    graph.getNodeList().stream()
        .filter(node -> needed.contains(node.getName()))
        .forEach(kept::addNode);
    // TensorFlow gets only functions that were looked at.
    return FunctionCalls.withoutOthers(kept.build());
  }

  /**
   * Checks that each node of a graph, and of the functions that its nodes call, only computes.
   *
   * @throws UnsafeGraphException if one does more, or is of an op that isn't known
   */
  public static void requireComputing(GraphDef graph) {
    requireNone(unsafe(graph, false));
  }

  /**
   * Requires that nodes only compute, or read and write checkpoints: the graph beside a checkpoint
   * has such nodes, and they take their file names from whoever runs them.
   *
   * @throws UnsafeGraphException if a node does more, or is of an op that isn't known
   */
  public static void requireComputingOrCheckpoints(GraphDef graph) {
    requireNone(unsafe(graph, true));
  }

  private static void requireNone(List<OpUse> uses) {
    if (!uses.isEmpty()) {
      throw new UnsafeGraphException(uses);
    }
  }

  /** The nodes that do more than to compute, those in functions last. */
  public static List<OpUse> unsafe(GraphDef graph) {
    return unsafe(graph, false);
  }

  /** The nodes whose values differ from run to run by chance. */
  public static List<OpUse> random(GraphDef graph) {
    List<OpUse> found = new ArrayList<>();
    forEachNode(
        graph,
        (node, function) ->
            OpList.COMPUTING
                .doing(node.getOp())
                .filter(OpList.RANDOM::equals)
                .ifPresent(doing -> found.add(use(node, function, doing))));
    return found;
  }

  private static List<OpUse> unsafe(GraphDef graph, boolean checkpoints) {
    FunctionCalls calls = FunctionCalls.of(graph);
    List<OpUse> found = new ArrayList<>();
    forEachNode(
        graph,
        (node, function) -> {
          doing(node.getOp(), calls, checkpoints)
              .ifPresent(doing -> found.add(use(node, function, doing)));
          // TensorFlow takes the name of an op where it takes that of a function, too.
          for (String name : FunctionCalls.named(node)) {
            doing(name, calls, checkpoints)
                .ifPresent(doing -> found.add(new OpUse(node.getName(), name, function, doing)));
          }
        });
    return found;
  }

  private static Optional<String> doing(String op, FunctionCalls calls, boolean checkpoints) {
    if (calls.reached().containsKey(op) || OpList.COMPUTING.doing(op).isPresent()) {
      return Optional.empty();
    }
    String doing = OpList.REFUSED.doing(op).orElse(UNKNOWN);
    return checkpoints && doing.equals(OpList.CHECKPOINTS) ? Optional.empty() : Optional.of(doing);
  }

  private static OpUse use(NodeDef node, String function, String doing) {
    return new OpUse(node.getName(), node.getOp(), function, doing);
  }

  private interface NodeVisitor {
    void visit(NodeDef node, String function);
  }

  private static void forEachNode(GraphDef graph, NodeVisitor visitor) {
    graph.getNodeList().forEach(node -> visitor.visit(node, ""));
    Map<String, FunctionDef> functions = new LinkedHashMap<>(FunctionCalls.of(graph).reached());
    functions.forEach(
        (name, function) -> function.getNodeDefList().forEach(node -> visitor.visit(node, name)));
  }
}
