package org.imagebeam.graph.optimize;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.graph.Subgraph;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.UnscaledPixels;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/**
 * Looks at what the ops in front of a network's first layer make of images, to tell which range of
 * pixels they are for.
 */
public final class FirstLayerPixels {
  private static final Set<String> LAYERS =
      Set.of("Conv2D", "DepthwiseConv2dNative", "MatMul", "BatchMatMulV2");

  /** No network of pixels of 0 to 255 spreads them further; ImageNet's deviation makes it 4. */
  private static final float MOST_SLOPE = 1.5f;

  private static final float WHITE = 255;
  private static final int CHANNELS = 3;

  private FirstLayerPixels() {}

  /**
   * Says why it has to be stated how pixels are normalised for a network. Runs its first ops on
   * black, nearly black and white images.
   *
   * @param batched fed with pixels, not with the bytes of files
   * @return nothing if its own ops seem to scale pixels of 0 to 255, or if the graph doesn't show
   *     it
   */
  public static Optional<String> doubt(BatchedGraph batched) {
    return UnscaledPixels.reachALayer(requireNonNull(batched, "batched is null"))
        ? Optional.of("the network takes pixels as they are fed")
        : unit(batched).map(why -> why + ", as those of 0 to 1 and not of 0 to 255");
  }

  private static Optional<String> unit(BatchedGraph batched) {
    if (batched.front().isPresent()) {
      return Optional.empty();
    }
    Optional<String> pixels = beforeFirstLayer(batched);
    if (pixels.isEmpty() || pixels.get().equals(GraphIndex.nodeName(batched.input()))) {
      return Optional.empty();
    }
    try {
      return judge(batched, pixels.get());
    } catch (RuntimeException e) {
      // Whether TensorFlow can run the network is another's question.
      return Optional.empty();
    }
  }

  private static Optional<String> judge(BatchedGraph batched, String pixels) {
    GraphDef front = Subgraph.endingAt(batched.graph(), List.of(GraphIndex.nodeName(pixels)));
    try (Graph graph = new Graph()) {
      graph.importGraphDef(front);
      try (Session session = new Session(graph)) {
        float[] black = values(session, batched, pixels, 0);
        float[] one = values(session, batched, pixels, 1);
        float[] white = values(session, batched, pixels, WHITE);
        float slope = largestDifference(black, one);
        if (slope > MOST_SLOPE) {
          return Optional.of(
              "the ops before its first layer spread pixels " + Math.round(slope) + " times");
        }
        return slope > 0 && largestDifference(one, white) == 0
            ? Optional.of("the ops before its first layer cut pixels off at 1")
            : Optional.empty();
      }
    }
  }

  private static float largestDifference(float[] a, float[] b) {
    float largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }

  /** What an image of one brightness becomes. */
  private static float[] values(
      Session session, BatchedGraph batched, String pixels, float brightness) {
    int images = Math.max(1, batched.fixedBatch());
    float[] brightnesses = new float[images * batched.height() * batched.width() * CHANNELS];
    Arrays.fill(brightnesses, brightness);
    Shape shape = Shape.of(images, batched.height(), batched.width(), CHANNELS);
    try (TFloat32 image = TFloat32.tensorOf(shape, DataBuffers.of(brightnesses));
        Result result = session.runner().feed(batched.input(), image).fetch(pixels).run()) {
      if (!(result.get(0) instanceof TFloat32 floats)) {
        return new float[0];
      }
      float[] values = new float[Math.toIntExact(floats.size())];
      floats.asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  /** The tensor that the first layer takes, in the order in which nodes depend on the pixels. */
  private static Optional<String> beforeFirstLayer(BatchedGraph batched) {
    GraphIndex index = new GraphIndex(batched.graph());
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(GraphIndex.nodeName(batched.input())));
    while (!open.isEmpty()) {
      String name = open.remove();
      for (NodeDef node : index.consumers(name)) {
        if (LAYERS.contains(node.getOp())) {
          return node.getInputList().stream()
              .filter(input -> GraphIndex.nodeName(input).equals(name))
              .findFirst();
        }
        if (seen.add(node.getName())) {
          open.add(node.getName());
        }
      }
    }
    return Optional.empty();
  }
}
