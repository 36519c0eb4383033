package org.imagebeam.image;

import org.imagebeam.image.format.Orientation;

/**
 * Resizes as TensorFlow's {@code ResizeBilinear} does with {@code align_corners} and {@code
 * half_pixel_centers} off, which is how the 2015 graph is set: output pixel {@code i} samples the
 * input at {@code i * in / out}, and its float arithmetic is in the kernel's order.
 *
 * <p>The orientation is applied on the way: the result is what turning the image first and resizing
 * then would give, without a turned copy in memory.
 */
public final class BilinearResize {
  private static final int CHANNELS = 3;

  private BilinearResize() {}

  /** Where along one stored axis each output position samples. */
  private static final class Axis {
    final int[] lower;
    final int[] upper;
    final float[] weight;

    private Axis(int out) {
      lower = new int[out];
      upper = new int[out];
      weight = new float[out];
    }

    /**
     * @param in positions there are
     * @param stored positions there were before the image was reduced
     * @param ratio of that reduction, or 1
     * @param out positions wanted
     */
    Axis(int in, int stored, int ratio, int out, boolean flipped) {
      this(out);
      // Where the stored positions end within the last one, a flipped axis starts.
      int start = flipped ? in * ratio - stored : 0;
      float scale = stored / (float) out;
      for (int i = 0; i < out; i++) {
        float position = i * scale;
        if (ratio > 1) {
          // What is at the middle of the pixels that became one is at the middle of that one.
          position = (position + start + 0.5f) / ratio - 0.5f;
          position = Math.max(0, Math.min(in - 1, position));
        }
        int below = (int) position;
        int above = Math.min(below + 1, in - 1);
        weight[i] = position - below;
        lower[i] = flipped ? in - 1 - below : below;
        upper[i] = flipped ? in - 1 - above : above;
      }
    }

    /** Mixes the values of a row, of which each pixel has three. */
    Axis ofChannels() {
      Axis values = new Axis(weight.length * CHANNELS);
      for (int i = 0; i < values.weight.length; i++) {
        values.lower[i] = lower[i / CHANNELS] * CHANNELS + i % CHANNELS;
        values.upper[i] = upper[i / CHANNELS] * CHANNELS + i % CHANNELS;
        values.weight[i] = weight[i / CHANNELS];
      }
      return values;
    }
  }

  /**
   * The image upright, at {@code height} by {@code width}.
   *
   * @return float32 values of 0 to 255, {@code [height, width, 3]} in row order
   */
  public static float[] resize(PixelRows source, Orientation orientation, int height, int width) {
    Reduction none = new Reduction(source.width(), source.height(), 1);
    return resize(source, none, orientation, height, width);
  }

  /**
   * Resizes an image that was reduced in decoding; samples it where the whole one would be sampled.
   *
   * @param reduction that gave {@code source}
   */
  public static float[] resize(
      PixelRows source, Reduction reduction, Orientation orientation, int height, int width) {
    boolean transposed = orientation.transposed();
    int ratio = reduction.ratio();
    Axis columns =
        transposed
            ? new Axis(source.width(), reduction.width(), ratio, height, orientation.flippedY())
            : new Axis(source.width(), reduction.width(), ratio, width, orientation.flippedX());
    Axis rows =
        transposed
            ? new Axis(source.height(), reduction.height(), ratio, width, orientation.flippedX())
            : new Axis(source.height(), reduction.height(), ratio, height, orientation.flippedY());
    float[] result = new float[height * width * CHANNELS];
    MixedRows mixed = new MixedRows(source, columns);
    int rowStep = CHANNELS * (transposed ? 1 : width);
    int columnStep = CHANNELS * (transposed ? width : 1);
    for (int row = 0; row < rows.weight.length; row++) {
      float[] top = mixed.row(rows.lower[row], -1);
      float[] bottom = mixed.row(rows.upper[row], rows.lower[row]);
      if (transposed) {
        blendDown(top, bottom, rows.weight[row], result, row * rowStep, columnStep);
      } else {
        blend(top, bottom, rows.weight[row], result, row * rowStep);
      }
    }
    return result;
  }

  /** A loop that is compiled to vector instructions. */
  private static void blend(float[] top, float[] bottom, float weight, float[] result, int start) {
    for (int i = 0; i < top.length; i++) {
      result[start + i] = top[i] + (bottom[i] - top[i]) * weight;
    }
  }

  private static void blendDown(
      float[] top, float[] bottom, float weight, float[] result, int start, int step) {
    int to = start;
    for (int i = 0; i < top.length; i += CHANNELS) {
      for (int c = 0; c < CHANNELS; c++) {
        result[to + c] = top[i + c] + (bottom[i + c] - top[i + c]) * weight;
      }
      to += step;
    }
  }

  /**
   * Stored rows, resized along themselves. The two last made are kept: neighbouring output rows
   * share them when an image is enlarged.
   */
  private static final class MixedRows {
    private final PixelRows source;
    private final Axis values;
    private final byte[] stored;
    private final float[][] rows;
    private final int[] held = {-1, -1};

    MixedRows(PixelRows source, Axis columns) {
      this.source = source;
      this.values = columns.ofChannels();
      this.stored = new byte[source.width() * CHANNELS];
      this.rows = new float[2][columns.weight.length * CHANNELS];
    }

    /** Row {@code y}, made over any other row than {@code keep}. */
    float[] row(int y, int keep) {
      int slot = held[0] == y ? 0 : held[1] == y ? 1 : held[0] == keep ? 1 : 0;
      if (held[slot] != y) {
        source.read(y, stored);
        mix(stored, values, rows[slot]);
        held[slot] = y;
      }
      return rows[slot];
    }

    private static void mix(byte[] stored, Axis values, float[] row) {
      for (int i = 0; i < row.length; i++) {
        int from = stored[values.lower[i]] & 0xff;
        int to = stored[values.upper[i]] & 0xff;
        row[i] = from + (float) (to - from) * values.weight[i];
      }
    }
  }
}
