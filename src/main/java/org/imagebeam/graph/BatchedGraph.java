package org.imagebeam.graph;

import static java.util.Objects.requireNonNull;

import org.tensorflow.proto.GraphDef;

/**
 * A network that takes many pictures a run.
 *
 * @param graph from the pixels to the outputs, nothing else
 * @param input the placeholder: float32 {@code [batch, height, width, 3]}
 * @param height the pictures' height, in pixels
 * @param width the pictures' width, in pixels
 * @param rawPixels whether the input takes values of 0 to 255, as decoded and resized; otherwise
 *     the graph lies behind its own normalisation and whoever feeds it must normalise
 */
public record BatchedGraph(GraphDef graph, String input, int height, int width, boolean rawPixels) {
  public BatchedGraph {
    requireNonNull(graph, "graph is null");
    requireNonNull(input, "input is null");
  }
}
