package org.imagebeam.bench;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.session.GraphSession;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** The network alone: the same pixels over and over, in memory before the turn. */
final class NetworkOnPixels implements Work {
  private final GraphSession session;
  private final String input;
  private final String output;
  private final int batch;
  private final List<TFloat32> pixels;
  private final Callers callers;

  private NetworkOnPixels(
      GraphSession session, BatchedGraph network, String output, NetworkSettings settings) {
    this.session = session;
    this.input = network.input();
    this.output = output;
    this.batch = settings.batch();
    this.pixels =
        IntStream.range(0, settings.inFlight())
            .mapToObj(i -> pixels(network, settings.batch(), i))
            .toList();
    this.callers = new Callers(settings.inFlight(), this::runBatch);
  }

  static NetworkOnPixels open(ModelFolder model, Rewrite rewrite, NetworkSettings settings) {
    String output = model.spec().output();
    BatchedGraph batched = ClassifyWay.batched(model);
    GraphDef graph = rewrite.apply(batched, List.of(output));
    return new NetworkOnPixels(
        GraphSession.open(graph, settings.session()), batched, output, settings);
  }

  private static TFloat32 pixels(BatchedGraph network, int batch, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Shape shape = Shape.of(batch, network.height(), network.width(), 3);
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = network.rawPixels() ? random.nextInt(256) : (float) random.nextDouble(-1, 1);
    }
    TFloat32 tensor = TFloat32.tensorOf(shape);
    tensor.asRawTensor().data().asFloats().write(values);
    return tensor;
  }

  @Override
  public long run(long images) throws InterruptedException {
    return callers.run((images + batch - 1) / batch) * batch;
  }

  private void runBatch(int caller) {
    try (Tensor scores = session.run(input, pixels.get(caller), output)) {
      if (scores.shape().get(0) != batch) {
        throw new IllegalStateException(scores.shape() + " for a batch of " + batch);
      }
    }
  }

  @Override
  public void close() {
    callers.close();
    pixels.forEach(TFloat32::close);
    session.close();
  }
}
