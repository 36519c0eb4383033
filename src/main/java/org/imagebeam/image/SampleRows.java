package org.imagebeam.image;

import java.awt.image.Raster;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.TiffStructure;

/**
 * The rows of a gray or RGB image whose samples are numbers of other than 8 and 16 bits. They are
 * scaled linearly to 0 to 255, by the range that their kind has or, where a kind is used with
 * several, by the one that the image's own numbers lie in:
 *
 * <ul>
 *   <li>floating point: 0 to 1, 0 to 255, or 0 to 65535
 *   <li>16 and 32 bits with a sign: 0 to 255, 0 to the largest, or from the smallest to the
 *       largest; 32 bits also 0 to 65535
 *   <li>32 bits without: 0 to 255, 0 to 65535, or 0 to the largest
 *   <li>9 to 15 bits: 0 to the largest
 * </ul>
 */
final class SampleRows implements PixelRows {
  private static final int FLOATS = 3;
  private static final int SIGNED = 2;

  /** What lies above a range because the image was sharpened or resized is cut off. */
  private static final double MARGIN = 2;

  private final Raster raster;
  private final TiffStructure structure;
  private final int bands;
  private final double[] samples;
  private double low;
  private double high;

  /**
   * Looks at all samples.
   *
   * @throws ImageException if they are in no range that an image has
   */
  SampleRows(Raster raster, TiffStructure structure) throws ImageException {
    this.raster = raster;
    this.structure = structure;
    this.bands = raster.getNumBands();
    this.samples = new double[raster.getWidth() * bands];
    findRange();
  }

  private void findRange() throws ImageException {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = Double.NEGATIVE_INFINITY;
    int colours = colourBands();
    for (int y = 0; y < height(); y++) {
      readSamples(y);
      for (int i = 0; i < samples.length; i++) {
        if (i % bands < colours && Double.isFinite(samples[i])) {
          smallest = Math.min(smallest, samples[i]);
          largest = Math.max(largest, samples[i]);
        }
      }
    }
    if (structure.format() == FLOATS) {
      setFloatRange(smallest, largest);
    } else {
      setWholeRange(smallest, largest);
    }
  }

  private void setFloatRange(double smallest, double largest) throws ImageException {
    high = largest <= MARGIN ? 1 : largest <= MARGIN * 255 ? 255 : 65535;
    if (largest > MARGIN * high || smallest < -MARGIN / 10 * Math.max(0, largest)) {
      throw new ImageException(
          "the TIFF file's samples are floating-point numbers from "
              + (float) smallest
              + " to "
              + (float) largest
              + ", and only those from 0 to 1, to 255 or to 65535 are taken for an image: scale"
              + " them");
    }
  }

  private void setWholeRange(double smallest, double largest) {
    boolean signed = structure.format() == SIGNED;
    int bits = structure.bits();
    double most = Math.pow(2, signed ? bits - 1 : bits) - 1;
    if (smallest < 0) {
      low = -most - 1;
      high = most;
    } else if (bits < 16) {
      high = most;
    } else {
      high = largest <= 255 ? 255 : bits == 32 && largest <= 65535 ? 65535 : most;
    }
  }

  private int colourBands() {
    return bands >= 3 ? 3 : 1;
  }

  @Override
  public int width() {
    return raster.getWidth();
  }

  @Override
  public int height() {
    return raster.getHeight();
  }

  @Override
  public void read(int y, byte[] rgb) {
    readSamples(y);
    int step = bands >= 3 ? 1 : 0;
    for (int x = 0; x < width(); x++) {
      for (int c = 0; c < 3; c++) {
        rgb[3 * x + c] = (byte) scaled(samples[x * bands + c * step]);
      }
    }
  }

  private int scaled(double sample) {
    double value = (sample - low) / (high - low) * 255;
    // What is no number comes out as 0.
    int whole = (int) Math.max(0, Math.min(255, value + 0.5));
    return structure.colours() == 0 ? 255 - whole : whole;
  }

  private void readSamples(int y) {
    raster.getPixels(raster.getMinX(), raster.getMinY() + y, width(), 1, samples);
    if (structure.format() == FLOATS) {
      return;
    }
    double all = Math.pow(2, structure.bits());
    double negative = structure.format() == SIGNED ? all / 2 : all;
    for (int i = 0; i < samples.length; i++) {
      // The raster has them without a sign up to 16 bits, and with one above.
      double unsigned = samples[i] < 0 ? samples[i] + all : samples[i];
      samples[i] = unsigned >= negative ? unsigned - all : unsigned;
    }
  }
}
