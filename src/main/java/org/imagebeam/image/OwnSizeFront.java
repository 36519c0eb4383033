package org.imagebeam.image;

import org.imagebeam.graph.PictureFront;
import org.imagebeam.inference.GraphSession;
import org.imagebeam.inference.InferenceFailure;
import org.imagebeam.inference.StageException;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The part of a graph that brings a picture of any size to that of its network. Safe for use by many
 * threads; {@link #close} must come after the last {@link #run}.
 */
final class OwnSizeFront implements AutoCloseable {
  private final GraphSession session;
  private final PictureFront front;

  private OwnSizeFront(GraphSession session, PictureFront front) {
    this.session = session;
    this.front = front;
  }

  static OwnSizeFront open(PictureFront front) {
    return new OwnSizeFront(GraphSession.openForCallers(front.graph()), front);
  }

  /**
   * Runs it.
   *
   * @param pixels {@code [height, width, 3]} in row order
   * @param values that the network takes
   * @throws StageException if the graph can't do that with such a picture
   */
  float[] run(float[] pixels, int height, int width, int values) throws StageException {
    try (TFloat32 fed = TFloat32.tensorOf(Shape.of(1, height, width, 3))) {
      fed.asRawTensor().data().asFloats().write(pixels);
      try (Tensor resized = session.run(front.input(), fed, front.output())) {
        if (resized.shape().size() != values) {
          throw new IllegalStateException(
              "node '" + front.output() + "' gave " + resized.shape());
        }
        float[] network = new float[values];
        resized.asRawTensor().data().asFloats().read(network);
        return network;
      }
    } catch (RuntimeException e) {
      // TensorFlow Java has an exception for each kind of status, with no type in common.
      throw new StageException(
          InferenceFailure.INFER,
          new IllegalStateException(
              String.format(
                  "the model's graph can't bring the picture, %d pixels wide and %d high, to the"
                      + " network's size: %s",
                  width, height, e.getMessage()),
              e));
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
