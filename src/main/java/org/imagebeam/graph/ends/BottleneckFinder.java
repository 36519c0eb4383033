package org.imagebeam.graph.ends;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.ProductOp;
import org.imagebeam.graph.TensorName;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Finds the tensor that the last layer with weights takes: what transfer learning caches. */
public final class BottleneckFinder {
  private BottleneckFinder() {}

  /**
   * Returns the bottleneck: the input of the last product with weights.
   *
   * @param input the node that is fed
   * @param output the scores
   * @return {@code output} itself if no such product leads to it
   */
  public static TensorName find(GraphDef graph, TensorName input, TensorName output) {
    GraphIndex index = new GraphIndex(requireNonNull(graph, "graph is null"));
    Set<String> fed = index.dependents(List.of(input.node()));
    Deque<String> open = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    open.add(output.node());
    while (!open.isEmpty()) {
      NodeDef node = index.get(open.poll());
      if (!seen.add(node.getName())) {
        continue;
      }
      for (String given : node.getInputList()) {
        boolean ofImage = !GraphIndex.isControl(given) && fed.contains(GraphIndex.nodeName(given));
        if (ofImage && ProductOp.of(node).isPresent()) {
          return TensorName.parse(given);
        }
        if (ofImage) {
          open.add(GraphIndex.nodeName(given));
        }
      }
    }
    return output;
  }
}
