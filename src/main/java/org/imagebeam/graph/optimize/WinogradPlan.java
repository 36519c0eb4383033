package org.imagebeam.graph.optimize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.InferredShapes;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Chooses which of a network's convolutions are written by Winograd's filtering, and in tiles of
 * which size: larger tiles multiply less and round more.
 *
 * <p>Each convolution takes the tile with which its work and the price of its error are least. If
 * the errors of all then add up to too much on their way through the network, the price goes up
 * until they don't: tiles get smaller, and some convolutions stay as they are.
 */
final class WinogradPlan {
  /**
   * The part of a convolution's work that a unit of squared error must save at least. With it,
   * three taps have six outputs at most and seven taps three: another one saves 2 to 3 % of the
   * work, and makes the error half as large again to twice as large.
   */
  private static final double LOWEST_PRICE = 2e-3;

  private static final double STEP = 1.3;

  /**
   * How large the error of the network may be, in units of what one plain convolution adds. The
   * scores of trained networks were off by 3e-6 to 4e-6 for each unit: ResNet101's 2.4e-4 at 77,
   * EfficientNetV2-S's 1.8e-4 at 44. So this holds them to 1e-4.
   */
  static final double LARGEST_ERROR = 25;

  /** A convolution in one of its forms. */
  private record Form(WinogradConvolution conv, double error) {
    double cost(double price) {
      return (double) conv.work() / conv.directWork() + price * error;
    }
  }

  private final RoundingErrors errors;
  private final List<List<Form>> layers;

  private WinogradPlan(RoundingErrors errors, List<List<Form>> layers) {
    this.errors = errors;
    this.layers = layers;
  }

  /**
   * The convolutions to be written, each with its tiles.
   *
   * @throws GraphException if a node is missing, if TensorFlow refuses the graph, or if a constant
   *     is damaged
   */
  static List<WinogradConvolution> choose(GraphDef graph, Collection<String> outputs) {
    GraphIndex index = new GraphIndex(graph);
    try (InferredShapes shapes = InferredShapes.withoutValues(graph)) {
      List<List<WinogradConvolution>> convolutions = new ArrayList<>();
      for (NodeDef node : graph.getNodeList()) {
        if (node.getOp().equals("Conv2D")) {
          convolutions.add(WinogradConvolution.of(index, node, shapes.known(node.getInput(0))));
        }
      }
      convolutions.removeIf(List::isEmpty);
      if (convolutions.isEmpty()) {
        return List.of();
      }
      // Side by side: every weight is read.
      List<List<Form>> layers = convolutions.parallelStream().map(WinogradPlan::forms).toList();
      return new WinogradPlan(new RoundingErrors(graph, outputs, shapes), layers).cheapest();
    }
  }

  private static List<Form> forms(List<WinogradConvolution> convolutions) {
    WinogradError error = convolutions.get(0).error();
    return convolutions.stream()
        .map(conv -> new Form(conv, error.squared(conv.tiles().outputs())))
        .toList();
  }

  private List<WinogradConvolution> cheapest() {
    double price = LOWEST_PRICE;
    while (true) {
      Map<String, Double> added = new HashMap<>();
      List<WinogradConvolution> chosen = new ArrayList<>();
      for (List<Form> forms : layers) {
        cheapest(forms, price)
            .ifPresent(
                form -> {
                  chosen.add(form.conv());
                  added.put(form.conv().node().getName(), form.error());
                });
      }
      double error = errors.squared(name -> added.getOrDefault(name, 0.0));
      if (error <= LARGEST_ERROR * LARGEST_ERROR) {
        return chosen;
      }
      price *= STEP;
    }
  }

  /** None if the convolution as it is costs less: all of its work, and the error of one. */
  private static Optional<Form> cheapest(List<Form> forms, double price) {
    double least = 1 + price;
    Optional<Form> best = Optional.empty();
    for (Form form : forms) {
      double cost = form.cost(price);
      if (cost < least) {
        least = cost;
        best = Optional.of(form);
      }
    }
    return best;
  }
}
