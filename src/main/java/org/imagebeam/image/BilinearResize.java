package org.imagebeam.image;

/**
 * Resizes as TensorFlow's {@code ResizeBilinear} does with {@code align_corners} and {@code
 * half_pixel_centers} off, which is how the 2015 graph is set: output pixel {@code i} samples the
 * input at {@code i * in / out}, and its float arithmetic is in the kernel's order.
 *
 * <p>The orientation is applied on the way: the result is what turning the picture first and
 * resizing then would give, without a turned copy in memory.
 */
final class BilinearResize {
  private static final int CHANNELS = 3;

  private BilinearResize() {}

  /** Where along one stored axis each output position samples. */
  private static final class Axis {
    final int[] lower;
    final int[] upper;
    final float[] weight;

    Axis(int in, int out, boolean flipped) {
      lower = new int[out];
      upper = new int[out];
      weight = new float[out];
      float scale = in / (float) out;
      for (int i = 0; i < out; i++) {
        float position = i * scale;
        int below = (int) position;
        int above = Math.min(below + 1, in - 1);
        weight[i] = position - below;
        lower[i] = flipped ? in - 1 - below : below;
        upper[i] = flipped ? in - 1 - above : above;
      }
    }
  }

  /**
   * The picture upright, at {@code height} by {@code width}.
   *
   * @return float32 values of 0 to 255, {@code [height, width, 3]} in row order
   */
  static float[] resize(PixelRows source, Orientation orientation, int height, int width) {
    boolean transposed = orientation.transposed();
    Axis columns =
        transposed
            ? new Axis(source.width(), height, orientation.flippedY())
            : new Axis(source.width(), width, orientation.flippedX());
    Axis rows =
        transposed
            ? new Axis(source.height(), width, orientation.flippedX())
            : new Axis(source.height(), height, orientation.flippedY());
    float[] result = new float[height * width * CHANNELS];
    RowCache cache = new RowCache(source);
    int rowStep = CHANNELS * (transposed ? 1 : width);
    int columnStep = CHANNELS * (transposed ? width : 1);
    for (int row = 0; row < rows.weight.length; row++) {
      byte[] top = cache.row(rows.lower[row], -1);
      byte[] bottom = cache.row(rows.upper[row], rows.lower[row]);
      blend(top, bottom, rows.weight[row], columns, result, row * rowStep, columnStep);
    }
    return result;
  }

  private static void blend(
      byte[] top,
      byte[] bottom,
      float rowWeight,
      Axis columns,
      float[] result,
      int start,
      int step) {
    int to = start;
    for (int column = 0; column < columns.weight.length; column++) {
      int left = columns.lower[column] * CHANNELS;
      int right = columns.upper[column] * CHANNELS;
      float weight = columns.weight[column];
      for (int c = 0; c < CHANNELS; c++) {
        float above = mix(top[left + c] & 0xff, top[right + c] & 0xff, weight);
        float below = mix(bottom[left + c] & 0xff, bottom[right + c] & 0xff, weight);
        result[to + c] = above + (below - above) * rowWeight;
      }
      to += step;
    }
  }

  private static float mix(int from, int to, float weight) {
    return from + (float) (to - from) * weight;
  }

  /** The two rows last read: neighbouring output rows share them when a picture is enlarged. */
  private static final class RowCache {
    private final PixelRows source;
    private final byte[][] rows;
    private final int[] held = {-1, -1};

    RowCache(PixelRows source) {
      this.source = source;
      this.rows = new byte[2][source.width() * CHANNELS];
    }

    /** Row {@code y}, read over any other row than {@code keep}. */
    byte[] row(int y, int keep) {
      int slot = held[0] == y ? 0 : held[1] == y ? 1 : held[0] == keep ? 1 : 0;
      if (held[slot] != y) {
        source.read(y, rows[slot]);
        held[slot] = y;
      }
      return rows[slot];
    }
  }
}
