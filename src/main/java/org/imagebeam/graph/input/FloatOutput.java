package org.imagebeam.graph.input;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.UnfitGraphException;
import org.tensorflow.proto.GraphDef;

/**
 * A graph whose output is float32.
 *
 * @param graph with a cast behind the output, if it was of another dtype
 * @param node that gives it
 */
public record FloatOutput(GraphDef graph, String node) {
  public FloatOutput {
    requireNonNull(graph, "graph is null");
    requireNonNull(node, "node is null");
  }

  /**
   * Adds the cast where there has to be one.
   *
   * @throws UnfitGraphException if the output is not of real numbers
   * @throws GraphException if there is no such node
   */
  public static FloatOutput of(GraphDef graph, String output) {
    TensorName tensor = TensorName.parse(output);
    GraphDef needed = Subgraph.endingAt(graph, List.of(tensor.node()));
    try (InferredShapes shapes = InferredShapes.withoutValues(needed)) {
      ScoreOutput scores = ScoreOutput.of(needed, shapes, tensor);
      return new FloatOutput(scores.addTo(graph), scores.node());
    }
  }
}
