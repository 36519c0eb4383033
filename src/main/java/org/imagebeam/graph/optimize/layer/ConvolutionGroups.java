package org.imagebeam.graph.optimize.layer;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.RefusedGraphException;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Tells plain convolutions from grouped ones: a Conv2D whose input has more channels than its
 * filter works group by group, and nothing but the shapes says so. Shapes are inferred when the
 * first question comes. Not thread-safe.
 */
public final class ConvolutionGroups {
  private static final String CONVOLUTION = "Conv2D";

  private final GraphDef graph;
  private @Nullable Set<String> single;

  public ConvolutionGroups(GraphDef graph) {
    this.graph = graph;
  }

  /**
   * Whether {@code node} works on all of its channels at once. A Conv2D of which the shapes don't
   * tell might be grouped, and so doesn't count.
   *
   * @throws RefusedGraphException if TensorFlow refuses the graph
   */
  public boolean isSingle(NodeDef node) {
    if (!node.getOp().equals(CONVOLUTION)) {
      return true;
    }
    if (single == null) {
      single = infer();
    }
    return single.contains(node.getName());
  }

  private Set<String> infer() {
    Set<String> found = new HashSet<>();
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      for (NodeDef node : graph.getNodeList()) {
        if (node.getOp().equals(CONVOLUTION) && hasOneGroup(node, shapes)) {
          found.add(node.getName());
        }
      }
    }
    return found;
  }

  private static boolean hasOneGroup(NodeDef node, InferredShapes shapes) {
    List<Long> input = shapes.known(node.getInput(0));
    List<Long> filter = shapes.known(node.getInput(1));
    if (input.size() != 4 || filter.size() != 4) {
      return false;
    }
    long channels = input.get(LinearLayer.channelsLast(node) ? 3 : 1);
    return channels > 0 && channels == filter.get(2);
  }
}
