package org.imagebeam.quantize;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.imagebeam.graph.TensorName;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.int8.TensorStatistics;
import org.tensorflow.proto.DataType;

/**
 * Runs a network over images and sees which values its tensors take. For one thread; {@link #close}
 * closes the session.
 */
final class Calibration implements AutoCloseable {
  private static final int COLOURS = 3;

  private final BatchedGraph network;
  private final OneImageSession session;
  private final List<String> tensors = new ArrayList<>();
  private final Set<String> unseen = new TreeSet<>();
  private final Map<String, TensorStatistics> statistics = new HashMap<>();

  /**
   * Opens a session.
   *
   * @param network as images go through it
   * @param wanted the nodes whose values are to be known
   */
  Calibration(BatchedGraph network, Collection<String> wanted) {
    this.network = network;
    GraphIndex index = new GraphIndex(network.graph());
    try (InferredShapes shapes = InferredShapes.withoutValues(network.graph())) {
      for (String name : wanted) {
        if (name.equals(network.place()) || name.equals(network.input())) {
          // What is fed can't be fetched.
          statistics.put(name, new TensorStatistics());
        } else {
          boolean seen =
              index.find(name).isPresent()
                  && shapes.hasOutput(name)
                  && shapes.type(TensorName.parse(name)) == DataType.DT_FLOAT;
          (seen ? tensors : unseen).add(name);
        }
      }
    }
    tensors.forEach(name -> statistics.put(name, new TensorStatistics()));
    this.session = OneImageSession.ofAllNodes(network);
  }

  /** Returns the nodes that aren't between the image and the scores, or aren't float32. */
  Set<String> unseen() {
    return unseen;
  }

  /**
   * Adds what an image gives.
   *
   * @param image float32 {@code [height, width, 3]} in row order, as the network takes it
   * @throws RuntimeException if the network can't be run
   */
  void add(float[] image) {
    for (String fed : new TreeSet<>(List.of(network.place(), network.input()))) {
      if (statistics.containsKey(fed)) {
        seen(fed).add(image, COLOURS);
      }
    }
    session.run(
        image, tensors, (tensor, found) -> seen(tensor).add(found.values(), found.channels()));
  }

  private TensorStatistics seen(String tensor) {
    return requireNonNull(statistics.get(tensor), "it is wanted");
  }

  /** Returns what was seen, by node. */
  Map<String, TensorStatistics> statistics() {
    return statistics;
  }

  @Override
  public void close() {
    session.close();
  }
}
