package org.imagebeam.image;

import static java.util.Objects.requireNonNull;

import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageMemoryException;
import org.imagebeam.image.format.Orientation;
import org.imagebeam.image.resize.Axis;
import org.imagebeam.image.resize.AxisWeights;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.image.resize.Window;

/**
 * Resizes and crops by any {@link Sizing}: each stored row that has a part in the result is read
 * once, resized along itself, and added to the rows that it has a part in. Of a cropped image,
 * nothing but the crop is computed.
 *
 * <p>The orientation is applied on the way, as by {@link BilinearResize}.
 */
final class Resampler {
  private static final int CHANNELS = 3;

  /** Bytes of weights that many images may take at once. */
  private static final long SMALL = 8 << 20;

  /** What part of the heap a larger one may take. */
  private static final int SHARE = 4;

  private static final Object LARGE = new Object();

  private final PixelRows source;
  private final AxisWeights columns;
  private final AxisWeights rows;

  /** How far apart two values of a result's row, and its rows, are, of stored rows and columns. */
  private final int rowStep;

  private final int columnStep;

  private Resampler(
      PixelRows source, AxisWeights columns, AxisWeights rows, int rowStep, int columnStep) {
    this.source = source;
    this.columns = columns;
    this.rows = rows;
    this.rowStep = rowStep;
    this.columnStep = columnStep;
  }

  /**
   * Brings an image to a size.
   *
   * @param reduction that gave {@code source}
   * @param window of the upright image, resized
   * @return float32 {@code [window.height, window.width, 3]} in row order; by a cubic, some are
   *     below 0 or above 255
   * @throws ImageException if the weights alone would take too much of the heap
   */
  static float[] resize(
      PixelRows source, Reduction reduction, Orientation orientation, Sizing sizing, Window window)
      throws ImageException {
    requireNonNull(sizing, "sizing is null");
    boolean transposed = orientation.transposed();
    Axis x = axis(source, reduction, orientation, window, /* horizontal= */ true);
    Axis y = axis(source, reduction, orientation, window, /* horizontal= */ false);
    long bytes = x.weightBytes(sizing) + y.weightBytes(sizing) + (long) CHANNELS * source.width();
    if (bytes < SMALL) {
      return of(source, transposed, sizing, x, y).run(window);
    }
    if (bytes > Runtime.getRuntime().maxMemory() / SHARE) {
      throw new ImageMemoryException(
          "to resize "
              + reduction.width()
              + " x "
              + reduction.height()
              + " pixels takes some "
              + (bytes >> 20)
              + " MiB of heap beside them, and only a quarter of "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB may be taken: start Java with a larger -Xmx");
    }
    // One at a time; the heap's budget may be held by those who wait here, so it isn't asked for.
    synchronized (LARGE) {
      return of(source, transposed, sizing, x, y).run(window);
    }
  }

  /** The axis of the result that runs along, or across, the stored rows. */
  private static Axis axis(
      PixelRows source,
      Reduction reduction,
      Orientation orientation,
      Window window,
      boolean horizontal) {
    int pixels = horizontal ? source.width() : source.height();
    int stored = horizontal ? reduction.width() : reduction.height();
    return horizontal != orientation.transposed()
        ? new Axis(
            pixels,
            stored,
            reduction.ratio(),
            orientation.flippedX(),
            window.fullWidth(),
            window.left(),
            window.width())
        : new Axis(
            pixels,
            stored,
            reduction.ratio(),
            orientation.flippedY(),
            window.fullHeight(),
            window.top(),
            window.height());
  }

  private static Resampler of(PixelRows source, boolean transposed, Sizing sizing, Axis x, Axis y) {
    return new Resampler(
        source,
        x.weights(sizing),
        y.weights(sizing),
        transposed ? CHANNELS : x.count() * CHANNELS,
        transposed ? y.count() * CHANNELS : CHANNELS);
  }

  private float[] run(Window window) {
    float[] result = new float[window.height() * window.width() * CHANNELS];
    byte[] stored = new byte[source.width() * CHANNELS];
    float[] mixed = new float[columns.count() * CHANNELS];
    // The rows of a flipped axis come last first.
    int last = rows.count() - 1;
    boolean backwards = rows.first()[0] > rows.first()[last];
    int open = 0;
    int y = rows.first()[backwards ? last : 0];
    while (open <= last) {
      source.read(y, stored);
      mix(stored, mixed);
      for (int i = open; i <= last; i++) {
        int row = backwards ? last - i : i;
        if (rows.first()[row] > y) {
          break;
        }
        float weight = rows.weight(row, y);
        if (weight != 0) {
          add(mixed, weight, result, row * rowStep);
        }
      }
      y++;
      while (open <= last && rows.end(backwards ? last - open : open) <= y) {
        open++;
      }
      if (open <= last) {
        y = Math.max(y, rows.first()[backwards ? last - open : open]);
      }
    }
    for (int i = 0; rows.factor() != 1 && i < result.length; i++) {
      result[i] *= rows.factor();
    }
    return result;
  }

  /** Resizes a row along itself. */
  private void mix(byte[] stored, float[] mixed) {
    int[] from = columns.from();
    float[] weights = columns.weights();
    float factor = columns.factor();
    for (int column = 0; column < columns.count(); column++) {
      float red = 0;
      float green = 0;
      float blue = 0;
      int at = columns.first()[column] * CHANNELS;
      for (int k = from[column]; k < from[column + 1]; k++) {
        float weight = weights[k];
        red += (stored[at] & 0xff) * weight;
        green += (stored[at + 1] & 0xff) * weight;
        blue += (stored[at + 2] & 0xff) * weight;
        at += CHANNELS;
      }
      mixed[column * CHANNELS] = red * factor;
      mixed[column * CHANNELS + 1] = green * factor;
      mixed[column * CHANNELS + 2] = blue * factor;
    }
  }

  private void add(float[] mixed, float weight, float[] result, int start) {
    int to = start;
    for (int i = 0; i < mixed.length; i += CHANNELS) {
      result[to] += mixed[i] * weight;
      result[to + 1] += mixed[i + 1] * weight;
      result[to + 2] += mixed[i + 2] * weight;
      to += columnStep;
    }
  }
}
