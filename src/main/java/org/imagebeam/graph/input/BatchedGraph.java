package org.imagebeam.graph.input;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.GraphDef;

/**
 * A network that takes many images a run, or as many as it was built for.
 *
 * @param graph from the pixels to the outputs, nothing else
 * @param input the placeholder: float32 {@code [batch, height, width, 3]}, whatever dtype and shape
 *     the graph as given takes there
 * @param place the node of the graph as given whose values the pixels become, or the input itself
 * @param height the images' height, in pixels
 * @param width the images' width, in pixels
 * @param rawPixels whether the input takes values of 0 to 255, whatever is stated: the graph takes
 *     a file's bytes, and scales their pixels by itself
 * @param outputs the nodes to fetch, float32, in the order in which they were asked for
 * @param fixedBatch how many images each run takes, no more and no fewer; 0 for any number. Of 1,
 *     all values of an output are the one image's, whatever their shape
 * @param front what the graph does to an image of any size before it has the size above, if that is
 *     left to the graph: its values are what the input takes
 * @param given the graph as it was given, for one image, if it is still kept
 */
public record BatchedGraph(
    GraphDef graph,
    String input,
    String place,
    int height,
    int width,
    boolean rawPixels,
    List<String> outputs,
    int fixedBatch,
    Optional<ImageFront> front,
    Optional<GivenGraph> given) {
  public BatchedGraph {
    requireNonNull(graph, "graph is null");
    requireNonNull(input, "input is null");
    requireNonNull(place, "place is null");
    outputs = List.copyOf(outputs);
    requireNonNull(front, "front is null");
    requireNonNull(given, "given is null");
  }

  /** Makes a network that takes any number of images and whose outputs are known to its user. */
  public BatchedGraph(GraphDef graph, String input, int height, int width, boolean rawPixels) {
    this(
        graph,
        input,
        input,
        height,
        width,
        rawPixels,
        List.of(),
        0,
        Optional.empty(),
        Optional.empty());
  }

  /** Returns the same with a rewritten graph; the one that was given is let go. */
  public BatchedGraph withGraph(GraphDef rewritten) {
    return with(rewritten, Optional.empty());
  }

  /** Returns the same with the graph as it was given. */
  public BatchedGraph withGiven(GivenGraph graphAsGiven) {
    return with(graph, Optional.of(graphAsGiven));
  }

  private BatchedGraph with(GraphDef other, Optional<GivenGraph> graphAsGiven) {
    return new BatchedGraph(
        other, input, place, height, width, rawPixels, outputs, fixedBatch, front, graphAsGiven);
  }

  /** Returns the same, which takes raw pixels whatever is stated, or doesn't. */
  public BatchedGraph withRawPixels(boolean raw) {
    return new BatchedGraph(
        graph, input, place, height, width, raw, outputs, fixedBatch, front, given);
  }

  /** Returns the first of the outputs. */
  public String output() {
    return outputs.get(0);
  }
}
