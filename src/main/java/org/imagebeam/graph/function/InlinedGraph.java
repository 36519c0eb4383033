package org.imagebeam.graph.function;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.imagebeam.graph.TensorName;
import org.tensorflow.proto.GraphDef;

/**
 * A graph whose calls of functions are inlined. Immutable.
 *
 * @param graph without a call; its library still has all functions
 * @param aliases what the outputs of calls are called now, each {@code node:number}
 */
public record InlinedGraph(GraphDef graph, Map<String, String> aliases) {
  public InlinedGraph {
    requireNonNull(graph, "graph is null");
    aliases = Map.copyOf(aliases);
  }

  /**
   * Returns what a tensor of the graph as it was is called now.
   *
   * @param tensor such as {@code StatefulPartitionedCall:0}, which no node has any more
   */
  public TensorName resolve(String tensor) {
    return TensorName.parse(FunctionInliner.resolve(aliases, TensorName.parse(tensor).toString()));
  }
}
