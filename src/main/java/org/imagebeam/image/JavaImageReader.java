package org.imagebeam.image;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads the formats that TensorFlow has no decoder for: BMP, WebP and TIFF (its first page). */
final class JavaImageReader {
  /** At most four bytes a pixel in the image, and as much again while it is being made. */
  private static final long BYTES_PER_PIXEL = 8;

  private final ImageLimits limits;

  JavaImageReader(ImageLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes a file.
   *
   * @throws ImageException if it is damaged, over the limits, or too large for the heap
   */
  PixelRows read(ImageFormat format, byte[] file) throws ImageException {
    ImageReader reader = null;
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader = readerFor(format);
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      limits.checkPixels(width, height);
      checkHeap(width, height);
      BufferedImage image = reader.read(0);
      return new RasterRows(image);
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers meet damaged files with any kind of RuntimeException.
      throw new ImageException("the " + format + " file can't be decoded: " + reason(e), e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  private static ImageReader readerFor(ImageFormat format) throws IOException {
    return switch (format) {
      case WEBP -> new WebPImageReaderSpi().createReaderInstance(null);
      case TIFF -> new TIFFImageReaderSpi().createReaderInstance(null);
      case BMP -> ImageIO.getImageReadersByFormatName("bmp").next();
      default -> throw new IllegalArgumentException("TensorFlow decodes " + format);
    };
  }

  private static void checkHeap(int width, int height) throws ImageException {
    long needed = (long) width * height * BYTES_PER_PIXEL;
    long heap = Runtime.getRuntime().maxMemory();
    if (needed > heap / 2) {
      throw new ImageException(
          width
              + " x "
              + height
              + " pixels need some "
              + (needed >> 20)
              + " MiB of heap, and only "
              + (heap >> 20)
              + " MiB are there: start Java with a larger -Xmx");
    }
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank()
        ? e.getClass().getSimpleName() + ", perhaps truncated"
        : message;
  }
}
