package org.imagebeam.graph.int8;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.imagebeam.graph.GraphIndex;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Finds what a quantized network still computes in float32 between its int8 layers. */
public final class FloatOps {
  private static final String OUT = "Dequantize";
  private static final String IN = "QuantizeV2";
  private static final Set<String> CONVERSIONS = Set.of(OUT, IN);

  private FloatOps() {}

  /**
   * Counts the float32 ops that compute with the values of an int8 layer, and whose results an int8
   * layer reads.
   *
   * @param quantized as {@link GraphQuantizer} writes it
   * @param outputs the nodes that are fetched
   * @return how many there are of each op, in alphabetical order
   * @throws org.imagebeam.graph.GraphException if a node is missing, or if a constant is damaged
   */
  public static Map<String, Integer> between(GraphDef quantized, Collection<String> outputs) {
    GraphDef int8 = Int8Rewriter.rewrite(quantized, outputs);
    GraphIndex index = new GraphIndex(int8);
    Set<String> behind = index.dependents(named(int8, OUT));
    Set<String> before = sources(index, named(int8, IN));
    Map<String, Integer> counts = new TreeMap<>();
    for (NodeDef node : int8.getNodeList()) {
      boolean between = behind.contains(node.getName()) && before.contains(node.getName());
      if (between && !CONVERSIONS.contains(node.getOp()) && !node.getOp().startsWith("Quantized")) {
        counts.merge(node.getOp(), 1, Integer::sum);
      }
    }
    return counts;
  }

  private static Set<String> named(GraphDef graph, String op) {
    Set<String> names = new HashSet<>();
    for (NodeDef node : graph.getNodeList()) {
      if (node.getOp().equals(op)) {
        names.add(node.getName());
      }
    }
    return names;
  }

  /** What some nodes are computed of, and they themselves; int8 layers end the way. */
  private static Set<String> sources(GraphIndex index, Set<String> nodes) {
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(nodes);
    while (!open.isEmpty()) {
      NodeDef node = index.get(open.pop());
      if (found.add(node.getName()) && !node.getOp().equals(OUT)) {
        node.getInputList().forEach(input -> open.add(GraphIndex.nodeName(input)));
      }
    }
    return found;
  }
}
