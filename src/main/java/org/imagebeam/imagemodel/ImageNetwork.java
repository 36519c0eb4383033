package org.imagebeam.imagemodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.input.GivenGraph;
import org.imagebeam.image.PixelTensors;
import org.imagebeam.imagemodel.network.RewrittenNetwork;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;

/**
 * A network in a session. Safe for use by many threads; {@link #close} must come after the last
 * {@link #vectors}.
 */
final class ImageNetwork implements LoadTrial.Network {
  private final GraphSession session;
  private final Wiring wiring;

  /** Of each output, for an image; the same in each run. */
  private volatile int[] lengths = {};

  /**
   * How the network is fed, and what comes out.
   *
   * @param height of the images
   * @param width of the images
   * @param fixedBatch images that each run takes, no more and no fewer; 0 for any number
   */
  private record Wiring(
      String input, List<String> outputs, int height, int width, int fixedBatch) {}

  private ImageNetwork(GraphSession session, Wiring wiring) {
    this.session = session;
    this.wiring = wiring;
  }

  /**
   * Opens a network that takes batches.
   *
   * @throws RuntimeException if TensorFlow refuses the graph: of which type depends on its status
   */
  static ImageNetwork open(RewrittenNetwork rewritten, SessionOptions options) {
    BatchedGraph graph = rewritten.network();
    return new ImageNetwork(
        rewritten.open(options),
        new Wiring(
            graph.input(), graph.outputs(), graph.height(), graph.width(), graph.fixedBatch()));
  }

  /**
   * Opens the graph as it was given, of which TensorFlow too rewrites nothing. It takes one image.
   *
   * @throws RuntimeException if TensorFlow refuses the graph: of which type depends on its status
   */
  static ImageNetwork openAsGiven(BatchedGraph graph, SessionOptions options) {
    GivenGraph given = graph.given().orElseThrow();
    return new ImageNetwork(
        GraphSession.openAsGiven(given.graph(), options),
        new Wiring(given.input(), given.outputs(), graph.height(), graph.width(), 1));
  }

  /** How many images a run takes at most. */
  int largestBatch() {
    return wiring.fixedBatch == 0 ? Integer.MAX_VALUE : wiring.fixedBatch;
  }

  /** How many values an image has. */
  int imageValues() {
    return wiring.height * wiring.width * 3;
  }

  /**
   * Runs a batch.
   *
   * @param images float32 {@code [height, width, 3]} in row order
   * @return a vector each: the values of all outputs, one after the other
   * @throws RuntimeException if an op fails, or if the output has no part for each image
   */
  @Override
  public List<float[]> vectors(List<float[]> images) {
    int size = Math.max(images.size(), wiring.fixedBatch);
    try (TFloat32 pixels = PixelTensors.batch(images, size, wiring.height, wiring.width);
        Result values = session.run(wiring.input, pixels, wiring.outputs)) {
      int[] found = lengths(values, size);
      int all = Arrays.stream(found).sum();
      List<float[]> vectors = new ArrayList<>(images.size());
      for (int i = 0; i < images.size(); i++) {
        vectors.add(new float[all]);
      }
      int start = 0;
      for (int output = 0; output < found.length; output++) {
        FloatDataBuffer data = values.get(output).asRawTensor().data().asFloats();
        int length = found[output];
        for (int i = 0; i < images.size(); i++) {
          data.offset((long) i * length).read(vectors.get(i), start, length);
        }
        start += length;
      }
      lengths = found;
      return vectors;
    }
  }

  /** Returns how many values of an image each output has; of none before the first run. */
  int[] lengths() {
    return lengths;
  }

  private int[] lengths(Result values, int size) {
    int[] found = new int[values.size()];
    for (int output = 0; output < found.length; output++) {
      Shape shape = values.get(output).shape();
      requireRows(wiring.outputs.get(output), shape, size);
      found[output] = Math.toIntExact(shape.size() / size);
    }
    return found;
  }

  /** Of a batch that is fixed, TensorFlow's shapes have shown before that the rows are there. */
  private void requireRows(String output, Shape shape, int rows) {
    boolean whole =
        shape.size() > 0
            && shape.size() % rows == 0
            && (wiring.fixedBatch > 0 || shape.get(0) == rows);
    if (!whole) {
      throw new IllegalStateException(
          "node '" + output + "' gave " + shape + " for a batch of " + rows);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
