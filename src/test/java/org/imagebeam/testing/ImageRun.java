package org.imagebeam.testing;

import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** Runs a graph on images that are made up. */
public final class ImageRun {
  private ImageRun() {}

  /** Makes pixels of 0 to 1, float32 {@code [images, side, side, 3]} in row order. */
  public static float[] pixels(int images, int side) {
    float[] pixels = new float[images * side * side * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 37 % 256) / 255f;
    }
    return pixels;
  }

  /** Returns all values of an output for pixels such as {@link #pixels} makes. */
  public static float[] of(
      GraphDef graphDef, String input, float[] pixels, int side, String output) {
    long images = pixels.length / (side * side * 3);
    try (Graph graph = new Graph()) {
      graph.importGraphDef(graphDef);
      try (Session session = new Session(graph);
          TFloat32 fed =
              TFloat32.tensorOf(Shape.of(images, side, side, 3), DataBuffers.of(pixels));
          Result result = session.runner().feed(input, fed).fetch(output).run()) {
        TFloat32 answer = (TFloat32) result.get(0);
        float[] values = new float[(int) answer.size()];
        answer.asRawTensor().data().asFloats().read(values);
        return values;
      }
    }
  }
}
