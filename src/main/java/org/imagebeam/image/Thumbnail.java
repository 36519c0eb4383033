package org.imagebeam.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.Orientation;

/** Makes small images of large ones, for people to look at. Safe for use by many threads. */
public final class Thumbnail {
  private static final int CHANNELS = 3;
  private static final float QUALITY = 0.85f;

  /** Samples along each side of a pixel, at most: more cost memory and show no difference. */
  private static final int MOST_SAMPLES = 4;

  private Thumbnail() {}

  /**
   * A small image of a file's, with the same aspect; none is made larger than it was.
   *
   * @param decoder with {@link ExifMode#APPLY} the image is upright; with {@link DecodeMode#FAST}
   *     it takes less time, and is smoother, of a large JPEG
   * @param file the whole file
   * @param side pixels of the longer side, at most
   * @return a JPEG file
   * @throws ImageException if the file is no image, is damaged, or is over the decoder's limits
   */
  public static byte[] of(ImageDecoder decoder, byte[] file, int side) throws ImageException {
    if (side < 1) {
      throw new IllegalArgumentException("a side has at least 1 pixel, not " + side);
    }
    ImageHeader size = decoder.size(file);
    int longer = Math.max(size.width(), size.height());
    double scale = Math.min(1, (double) side / longer);
    int width = Math.max(1, (int) Math.round(size.width() * scale));
    int height = Math.max(1, (int) Math.round(size.height() * scale));
    // The decoder's resizing looks at four pixels however many there are: what is fine would
    // flicker, so several samples become one.
    int samples = (int) Math.min(MOST_SAMPLES, Math.ceil(1 / scale));
    float[] values = decoder.decode(file, height * samples, width * samples);
    return jpeg(mean(values, height, width, samples));
  }

  /**
   * Makes a small image of decoded pixels, with the same aspect; none is made larger than it was.
   *
   * @param reduction that gave the pixels
   * @param orientation that turns them upright
   * @param side pixels of the longer side, at most
   * @return a JPEG file
   */
  static byte[] of(PixelRows pixels, Reduction reduction, Orientation orientation, int side) {
    int longer = Math.max(reduction.width(), reduction.height());
    double scale = Math.min(1, (double) side / longer);
    int width = (int) Math.max(1, Math.round(reduction.width() * scale));
    int height = (int) Math.max(1, Math.round(reduction.height() * scale));
    return jpeg(
        mean(
            pixels,
            Math.min(width, pixels.width()),
            Math.min(height, pixels.height()),
            orientation));
  }

  /** An image of means of up to 16 pixels each: a run may wait for it, and Java isn't quick. */
  private static BufferedImage mean(
      PixelRows pixels, int width, int height, Orientation orientation) {
    int across = samples(pixels.width(), width);
    int down = samples(pixels.height(), height);
    int[] starts = new int[width * across];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = CHANNELS * position(i, pixels.width(), starts.length);
    }
    boolean transposed = orientation.transposed();
    BufferedImage image =
        new BufferedImage(
            transposed ? height : width, transposed ? width : height, BufferedImage.TYPE_INT_RGB);
    byte[] row = new byte[CHANNELS * pixels.width()];
    int[] sums = new int[CHANNELS * width];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, 0);
      for (int i = y * down; i < (y + 1) * down; i++) {
        pixels.read(position(i, pixels.height(), height * down), row);
        add(row, starts, across, sums);
      }
      for (int x = 0; x < width; x++) {
        int alongX = transposed ? y : x;
        int alongY = transposed ? x : y;
        image.setRGB(
            orientation.flippedX() ? image.getWidth() - 1 - alongX : alongX,
            orientation.flippedY() ? image.getHeight() - 1 - alongY : alongY,
            rgb(sums, CHANNELS * x, across * down));
      }
    }
    return image;
  }

  private static int samples(int in, int out) {
    return Math.min(MOST_SAMPLES, (in + out - 1) / out);
  }

  /** The middle of the {@code i}-th of {@code parts} equal parts. */
  private static int position(int i, int in, int parts) {
    return (int) ((2L * i + 1) * in / (2L * parts));
  }

  private static void add(byte[] row, int[] starts, int across, int[] sums) {
    int to = 0;
    for (int i = 0; i < starts.length; to += CHANNELS) {
      for (int end = i + across; i < end; i++) {
        int from = starts[i];
        sums[to] += row[from] & 0xff;
        sums[to + 1] += row[from + 1] & 0xff;
        sums[to + 2] += row[from + 2] & 0xff;
      }
    }
  }

  private static int rgb(int[] sums, int at, int count) {
    int half = count / 2;
    int red = (sums[at] + half) / count;
    int green = (sums[at + 1] + half) / count;
    int blue = (sums[at + 2] + half) / count;
    return red << 16 | green << 8 | blue;
  }

  private static BufferedImage mean(float[] values, int height, int width, int samples) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int channel = 0; channel < CHANNELS; channel++) {
          rgb = rgb << 8 | mean(values, y, x, channel, width, samples);
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  private static int mean(float[] values, int y, int x, int channel, int width, int samples) {
    float sum = 0;
    for (int row = y * samples; row < (y + 1) * samples; row++) {
      for (int column = x * samples; column < (x + 1) * samples; column++) {
        sum += values[(row * width * samples + column) * CHANNELS + channel];
      }
    }
    return Math.round(sum / (samples * samples));
  }

  private static byte[] jpeg(BufferedImage image) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(QUALITY);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Not ImageIO's own stream, which is backed by a file.
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("memory could not be written to", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
