package org.imagebeam.quantize;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.int8.GraphQuantizer;
import org.imagebeam.graph.int8.QuantizationPlan;
import org.imagebeam.graph.int8.RoundingSwitches;
import org.imagebeam.image.PixelTensors;
import org.imagebeam.progress.JobProgress;
import org.imagebeam.progress.ProgressPhase;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Tells what each rounding costs: how far a network's answer is off where one tensor, or one
 * layer's weights, are rounded and nothing else is. The cost is 1 minus the cosine of the two
 * answers, on average over the images; costs of roundings about add up.
 *
 * @param tensors the costs of the rounded tensors, by node
 * @param weights the costs of the layers' weights, by convolution
 */
record Sensitivity(Map<String, Double> tensors, Map<String, Double> weights) {
  Sensitivity {
    tensors = Map.copyOf(tensors);
    weights = Map.copyOf(weights);
  }

  /**
   * Runs the network once for each rounding and image.
   *
   * @param network float32
   * @param answer the node whose values count
   * @param images float32 {@code [height, width, 3]} in row order, as the network takes them
   * @param progress gets a phase
   * @throws RuntimeException if the network can't be run
   */
  static Sensitivity of(
      BatchedGraph network,
      String answer,
      GraphQuantizer quantizer,
      GraphQuantizer.Quantized quantized,
      List<float[]> images,
      JobProgress progress) {
    RoundingSwitches.Switched switched = RoundingSwitches.of(network.graph(), quantizer, quantized);
    int tensors = switched.tensors().size();
    double[] costs = new double[tensors + switched.layers().size()];
    ProgressPhase phase =
        progress.begin("trying", "roundings", (long) costs.length * images.size(), 0);
    try (Runs runs = new Runs(network, switched.graph(), switched.chosen(), answer)) {
      for (float[] image : images) {
        float[] plain = runs.run(image, -1);
        for (int i = 0; i < costs.length; i++) {
          costs[i] += Math.max(0, 1 - Cosine.of(plain, runs.run(image, i))) / images.size();
          phase.add(1);
        }
      }
    }
    return new Sensitivity(
        byName(switched.tensors(), costs, 0), byName(switched.layers(), costs, tensors));
  }

  private static Map<String, Double> byName(List<String> names, double[] costs, int from) {
    Map<String, Double> found = new HashMap<>();
    IntStream.range(0, names.size()).forEach(i -> found.put(names.get(i), costs[from + i]));
    return found;
  }

  /** The cost of all roundings of a plan, as the sum of those of each alone. */
  double of(QuantizationPlan plan) {
    return Math.max(
        0,
        plan.roundedTensors().stream().mapToDouble(name -> cost(tensors, name)).sum()
            + plan.convolutions().stream().mapToDouble(name -> cost(weights, name)).sum());
  }

  /** The cost of one layer alone: of its weights, what it reads, gives and adds. */
  double of(QuantizationPlan plan, String convolution) {
    return cost(weights, convolution)
        + plan.tensorsOf(convolution).stream().mapToDouble(name -> cost(tensors, name)).sum();
  }

  private static double cost(Map<String, Double> costs, String name) {
    return requireNonNull(costs.getOrDefault(name, 0.0));
  }

  /** The session of the network with switches. */
  private static final class Runs implements AutoCloseable {
    private final BatchedGraph network;
    private final String chosen;
    private final String answer;
    private final GraphSession session;

    Runs(BatchedGraph network, GraphDef graph, String chosen, String answer) {
      this.network = network;
      this.chosen = chosen;
      this.answer = answer;
      this.session = GraphSession.openAsGiven(graph, SessionOptions.DEFAULT);
    }

    float[] run(float[] image, int choice) {
      int batch = Math.max(1, network.fixedBatch());
      try (TFloat32 pixels =
              PixelTensors.batch(List.of(image), batch, network.height(), network.width());
          TInt32 index = TInt32.scalarOf(choice);
          TFloat32 values =
              (TFloat32) session.run(Map.of(network.input(), pixels, chosen, index), answer)) {
        return new OneImageSession.Values(values, batch).values();
      }
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
