package org.imagebeam.imagemodel;

import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.imagebeam.graph.input.ImageFront;
import org.imagebeam.image.ImageDecoder;
import org.imagebeam.image.WantedThumbnail;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.inference.InferenceFailure;
import org.imagebeam.inference.StageException;
import org.imagebeam.session.GraphSession;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The part of a graph that brings an image of any size to that of its network. Images at their own
 * size share a quarter of the heap: large ones wait for each other. Safe for use by many threads;
 * {@link #close} must come after the last {@link #run}.
 */
final class OwnSizeFront implements AutoCloseable {
  private static final int BYTES_A_PIXEL = 3 * Float.BYTES;
  private static final int MEBIBYTES = (int) Math.max(1, Runtime.getRuntime().maxMemory() >> 22);
  private static final Semaphore FREE = new Semaphore(MEBIBYTES, true);

  private final GraphSession session;
  private final ImageFront front;

  private OwnSizeFront(GraphSession session, ImageFront front) {
    this.session = session;
    this.front = front;
  }

  static OwnSizeFront open(ImageFront front) {
    return new OwnSizeFront(GraphSession.openForCallers(front.graph()), front);
  }

  /**
   * Decodes an image at its own size and runs it.
   *
   * @param file the whole file
   * @param values that the network takes
   * @param thumbnail is made of the decoded image; null if none is wanted
   * @throws ImageException if the file is no image, is damaged, or is too large
   * @throws StageException if the graph can't do that with such an image
   */
  float[] read(
      ImageDecoder decoder,
      byte[] file,
      Normalization normalization,
      int values,
      @Nullable WantedThumbnail thumbnail)
      throws ImageException, StageException {
    ImageHeader size = decoder.size(file);
    long bytes = (long) size.width() * size.height() * BYTES_A_PIXEL;
    int share = Math.toIntExact((bytes >> 20) + 1);
    if (share > MEBIBYTES) {
      throw new ImageException(
          String.format(
              Locale.ROOT,
              "the model takes images at their own size, and %d x %d pixels need %d MiB, of %d"
                  + " MiB of heap for such images: give Java more memory",
              size.width(),
              size.height(),
              share,
              MEBIBYTES));
    }
    FREE.acquireUninterruptibly(share);
    try {
      float[] pixels = decoder.decode(file, Sizing.DEFAULT, size.height(), size.width(), thumbnail);
      normalization.apply(pixels);
      return run(pixels, size.height(), size.width(), values);
    } finally {
      FREE.release(share);
    }
  }

  /**
   * Runs it.
   *
   * @param pixels {@code [height, width, 3]} in row order
   * @param values that the network takes
   * @throws StageException if the graph can't do that with such an image
   */
  float[] run(float[] pixels, int height, int width, int values) throws StageException {
    try (TFloat32 fed = TFloat32.tensorOf(Shape.of(1, height, width, 3))) {
      fed.asRawTensor().data().asFloats().write(pixels);
      try (Tensor resized = session.run(front.input(), fed, front.output())) {
        if (resized.shape().size() != values) {
          throw new IllegalStateException("node '" + front.output() + "' gave " + resized.shape());
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
                  Locale.ROOT,
                  "the model's graph can't bring the image, %d pixels wide and %d high, to the"
                      + " network's size: %s",
                  width,
                  height,
                  e.getMessage()),
              e));
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
