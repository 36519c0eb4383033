package org.imagebeam.graph.input;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.tensorflow.proto.GraphDef;

/**
 * A graph as it was given, cut where {@link BatchedGraph} is cut and otherwise as it was: what it
 * answers for one image is right, and what the rewritten graph is held to.
 *
 * @param graph from the pixels to the output; behind the placeholder stand the nodes that give the
 *     graph's own dtype and shape
 * @param input the placeholder: float32 {@code [1, height, width, 3]}, the same values that the
 *     batched graph takes
 * @param outputs the nodes to fetch, as many as {@link BatchedGraph#outputs}: float32, all values
 *     are those of the image, row by row
 */
public record GivenGraph(GraphDef graph, String input, List<String> outputs) {
  public GivenGraph {
    requireNonNull(graph, "graph is null");
    requireNonNull(input, "input is null");
    outputs = List.copyOf(outputs);
  }
}
