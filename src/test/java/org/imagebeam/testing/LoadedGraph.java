package org.imagebeam.testing;

import java.util.Arrays;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * A graph in a session of its own, to be asked what it makes of an image. Close it; until then it
 * may be asked from several threads.
 */
public final class LoadedGraph implements AutoCloseable {
  private final Graph graph = new Graph();
  private final Session session;

  /**
   * Loads the graph as it is.
   *
   * @throws RuntimeException of a kind by the cause when TensorFlow refuses it
   */
  public LoadedGraph(GraphDef graphDef) {
    try {
      graph.importGraphDef(graphDef);
      session = new Session(graph);
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * What a node's first output holds for one encoded image, fed at {@code DecodeJpeg/contents}.
   *
   * @param node of float32
   */
  public Answer run(byte[] image, String node) {
    try (TString contents = TString.tensorOfBytes(NdArrays.scalarOfObject(image));
        Result result = session.runner().feed("DecodeJpeg/contents", contents).fetch(node).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] values = new float[Math.toIntExact(tensor.size())];
      tensor.copyTo(DataBuffers.of(values, false, false));
      return new Answer(tensor.shape().asArray(), values);
    }
  }

  /** The scores for one encoded image: node {@code softmax}, row by row. */
  public float[] scores(byte[] image) {
    return run(image, "softmax").values();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  /** A tensor of float32, copied out of TensorFlow's memory. */
  public static final class Answer {
    private final long[] shape;
    private final float[] values;

    private Answer(long[] shape, float[] values) {
      this.shape = shape;
      this.values = values;
    }

    /** The sizes of its dimensions. */
    public long[] shape() {
      return shape.clone();
    }

    /** Its values, row by row. */
    public float[] values() {
      return values.clone();
    }

    @Override
    public String toString() {
      return Arrays.toString(shape) + Arrays.toString(values);
    }
  }
}
