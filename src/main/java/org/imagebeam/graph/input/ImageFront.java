package org.imagebeam.graph.input;

import static java.util.Objects.requireNonNull;

import org.tensorflow.proto.GraphDef;

/**
 * What a graph does to one image of any size to bring it to the size of its network: crops, resizes
 * of all kinds, and what comes with them.
 *
 * @param graph from the pixels to the resized image
 * @param input the placeholder: float32 {@code [1, height, width, 3]} of any height and width
 * @param output the node to fetch: float32, as many values as the network takes, row by row
 */
public record ImageFront(GraphDef graph, String input, String output) {
  public ImageFront {
    requireNonNull(graph, "graph is null");
    requireNonNull(input, "input is null");
    requireNonNull(output, "output is null");
  }
}
