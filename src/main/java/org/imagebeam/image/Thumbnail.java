package org.imagebeam.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageHeader;

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
