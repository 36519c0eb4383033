package org.imagebeam.graph;

import java.util.Arrays;
import java.util.List;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** A rewritten graph in a session, fed batches of pixels. */
public final class BatchedRun implements AutoCloseable {
  private final BatchedGraph graph;
  private final GraphSession session;

  public BatchedRun(BatchedGraph graph) {
    this.graph = graph;
    boolean fused =
        graph.graph().getNodeList().stream().anyMatch(node -> node.getOp().startsWith("_Fused"));
    this.session =
        fused
            ? GraphSession.openFused(graph.graph(), SessionOptions.DEFAULT)
            : GraphSession.open(graph.graph(), SessionOptions.DEFAULT);
  }

  /**
   * What {@code output} holds for a batch at {@code image}.
   *
   * @param pixels of as many images as they are for
   */
  public static Answer of(GraphDef graph, int height, int width, float[] pixels, String output) {
    try (BatchedRun run = new BatchedRun(new BatchedGraph(graph, "image", height, width, true))) {
      return run.run(pixels, output);
    }
  }

  /** What a float node holds for a batch. */
  public static final class Answer {
    private final List<Long> shape;
    private final float[] values;

    private Answer(long[] shape, float[] values) {
      this.shape = Arrays.stream(shape).boxed().toList();
      this.values = values;
    }

    public List<Long> shape() {
      return shape;
    }

    public float[] values() {
      return values.clone();
    }

    /** The part of the batch's image {@code i}; the first dimension must be the batch. */
    public float[] row(int i) {
      int length = values.length / Math.toIntExact(shape.get(0));
      return Arrays.copyOfRange(values, i * length, (i + 1) * length);
    }
  }

  public Answer run(float[] batch, String output) {
    int image = graph.height() * graph.width() * 3;
    Shape shape = Shape.of(batch.length / image, graph.height(), graph.width(), 3);
    try (TFloat32 pixels = TFloat32.tensorOf(shape, DataBuffers.of(batch, true, false));
        Tensor answer = session.run(graph.input(), pixels, output)) {
      float[] values = new float[Math.toIntExact(answer.shape().size())];
      ((TFloat32) answer).copyTo(DataBuffers.of(values, false, false));
      return new Answer(answer.shape().asArray(), values);
    }
  }

  /** Runs images one by one. */
  public Answer run(List<float[]> images, String output) {
    int image = images.get(0).length;
    float[] batch = new float[images.size() * image];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, batch, i * image, image);
    }
    return run(batch, output);
  }

  @Override
  public void close() {
    session.close();
  }
}
