package org.imagebeam.image.format;

import java.io.Serializable;

/**
 * How large an image may be.
 *
 * @param maxBytes of a file, in bytes
 * @param maxPixels of an image, width times height, as its header says
 */
public record ImageLimits(long maxBytes, long maxPixels) implements Serializable {
  /** 64 MiB. */
  public static final long DEFAULT_MAX_BYTES = 64L << 20;

  /** Where Pillow, too, takes an image for a decompression bomb. */
  public static final long DEFAULT_MAX_PIXELS = 178_956_970;

  public static final ImageLimits DEFAULT = new ImageLimits(DEFAULT_MAX_BYTES, DEFAULT_MAX_PIXELS);

  /**
   * @throws IllegalArgumentException if a limit is below 1
   */
  public ImageLimits {
    if (maxBytes < 1 || maxPixels < 1) {
      throw new IllegalArgumentException("the limits of an image must be at least 1");
    }
  }

  public void checkBytes(long bytes) throws ImageException {
    if (bytes > maxBytes) {
      throw new ImageLimitException(
          "the file has " + bytes + " bytes, more than maxImageBytes=" + maxBytes);
    }
  }

  public void checkPixels(long width, long height) throws ImageException {
    if (width < 1 || height < 1) {
      throw new ImageException(
          "the header says " + width + " x " + height + " pixels: the file is damaged");
    }
    if (height > maxPixels / width) {
      throw new ImageLimitException(
          "the header says "
              + width
              + " x "
              + height
              + " pixels, more than maxPixels="
              + maxPixels);
    }
  }
}
