package org.imagebeam.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/**
 * The rows of a Java image. As TensorFlow's decoders do, it takes stored samples for what they are:
 * alpha is dropped, 16 bits lose their lower 8, and gray and RGB are not colour-managed.
 */
final class RasterRows implements PixelRows {
  private final BufferedImage image;
  private final boolean plain;
  private final boolean premultiplied;
  private final int bands;
  private final int shift;
  private final int[] samples;

  RasterRows(BufferedImage image) {
    this(image, /* premultiplied= */ false);
  }

  /**
   * @param premultiplied whether the stored colours are multiplied by their alpha, which is undone
   */
  RasterRows(BufferedImage image, boolean premultiplied) {
    this.image = image;
    this.premultiplied = premultiplied;
    ColorModel model = image.getColorModel();
    int type = model.getColorSpace().getType();
    int bits = model.getComponentSize(0);
    this.plain =
        model instanceof ComponentColorModel
            && (type == ColorSpace.TYPE_GRAY || type == ColorSpace.TYPE_RGB)
            && (bits == 8 || bits == 16)
            && model.getTransferType() <= DataBuffer.TYPE_USHORT;
    this.bands = image.getRaster().getNumBands();
    this.shift = bits - 8;
    this.samples = new int[image.getWidth() * Math.max(1, bands)];
  }

  @Override
  public int width() {
    return image.getWidth();
  }

  @Override
  public int height() {
    return image.getHeight();
  }

  @Override
  public void read(int y, byte[] rgb) {
    if (plain) {
      readSamples(y, rgb);
    } else {
      image.getRGB(0, y, width(), 1, samples, 0, width());
      for (int x = 0; x < width(); x++) {
        rgb[3 * x] = (byte) (samples[x] >> 16);
        rgb[3 * x + 1] = (byte) (samples[x] >> 8);
        rgb[3 * x + 2] = (byte) samples[x];
      }
    }
  }

  private void readSamples(int y, byte[] rgb) {
    Raster raster = image.getRaster();
    raster.getPixels(raster.getMinX(), raster.getMinY() + y, width(), 1, samples);
    if (premultiplied) {
      divideByAlpha();
    }
    // Gray comes with one band, or two with alpha.
    int step = bands >= 3 ? 1 : 0;
    for (int x = 0; x < width(); x++) {
      for (int c = 0; c < 3; c++) {
        rgb[3 * x + c] = (byte) (samples[x * bands + c * step] >> shift);
      }
    }
  }

  /** Leaves what is transparent as it is: it has no colour to be found. */
  private void divideByAlpha() {
    int most = (1 << (shift + 8)) - 1;
    // Others that are no colour may follow.
    int colours = bands > 3 ? 3 : 1;
    for (int x = 0; x < width(); x++) {
      int alpha = samples[x * bands + colours];
      for (int i = x * bands; alpha > 0 && i < x * bands + colours; i++) {
        samples[i] = (int) Math.min(most, (long) samples[i] * most / alpha);
      }
    }
  }
}
