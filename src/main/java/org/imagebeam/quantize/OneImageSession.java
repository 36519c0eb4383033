package org.imagebeam.quantize;

import java.util.List;
import java.util.function.BiConsumer;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.image.PixelTensors;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;

/** Runs a network on one image after another, for one thread; {@link #close} ends its session. */
final class OneImageSession implements AutoCloseable {
  private final BatchedGraph network;
  private final GraphSession session;

  /** The values of a float32 tensor for an image, of which the channels run fastest. */
  static final class Values {
    private final float[] values;
    private final int channels;

    Values(TFloat32 tensor, int images) {
      values = new float[Math.toIntExact(tensor.size() / images)];
      tensor.asRawTensor().data().asFloats().read(values);
      int rank = tensor.shape().numDimensions();
      channels = rank == 0 ? 1 : Math.toIntExact(tensor.shape().get(rank - 1));
    }

    float[] values() {
      return values;
    }

    int channels() {
      return channels;
    }
  }

  /** Opens a session, in which layers may be joined; of such, inner nodes can't be fetched. */
  OneImageSession(BatchedGraph network) {
    this(network, GraphSession.open(network.graph(), SessionOptions.DEFAULT));
  }

  private OneImageSession(BatchedGraph network, GraphSession session) {
    this.network = network;
    this.session = session;
  }

  /** Opens a session of which all nodes can be fetched. */
  static OneImageSession ofAllNodes(BatchedGraph network) {
    return new OneImageSession(
        network, GraphSession.openAsGiven(network.graph(), SessionOptions.DEFAULT));
  }

  /**
   * Runs the network.
   *
   * @param image float32 {@code [height, width, 3]} in row order, as the network takes it
   * @param fetches the nodes to fetch, float32, the batch in the first dimension
   * @param seen gets each of them in turn, with its values: not all are kept at once
   * @throws RuntimeException if the network can't be run
   */
  void run(float[] image, List<String> fetches, BiConsumer<String, Values> seen) {
    int batch = Math.max(1, network.fixedBatch());
    try (TFloat32 pixels =
            PixelTensors.batch(List.of(image), batch, network.height(), network.width());
        Result result = session.run(network.input(), pixels, fetches)) {
      for (int i = 0; i < fetches.size(); i++) {
        seen.accept(fetches.get(i), new Values((TFloat32) result.get(i), batch));
      }
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
