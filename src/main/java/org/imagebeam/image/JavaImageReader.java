package org.imagebeam.image;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads the formats that TensorFlow has no decoder for: BMP, WebP and TIFF (its first page). */
final class JavaImageReader {
  /** At most four bytes a pixel in the image, and as much again while it is being made. */
  private static final long BYTES_PER_PIXEL = 8;

  /** The lossy decoder keeps an object of each 4 x 4 pixels; measured. */
  private static final long BYTES_PER_WEBP_PIXEL = 28;

  private final ImageLimits limits;

  JavaImageReader(ImageLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes a file, and holds the heap that it takes until {@code use} is done with it.
   *
   * @param use is given the pixels as stored: no alpha, orientation or colour profile is applied
   * @return what {@code use} makes of them
   * @throws ImageException if it is damaged, over the limits, or too large for the heap
   */
  <T> T read(ImageFormat format, byte[] file, Function<PixelRows, T> use) throws ImageException {
    if (format == ImageFormat.BMP) {
      // Before the reader, which compares the size with others that the header states.
      ImageHeader header = ImageHeader.read(format, file);
      limits.checkPixels(header.width(), header.height());
    }
    byte[] whole = requireWhole(format, file);
    ImageReader reader = null;
    try (ImageInputStream in = new ByteArrayImageInputStream(whole)) {
      reader = readerFor(format);
      reader.setInput(in, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      limits.checkPixels(width, height);
      ImageReader opened = reader;
      return HeapBudget.run(
          heapFor(format, width, height), () -> use.apply(new RasterRows(opened.read(0))));
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers meet damaged files with any kind of RuntimeException.
      throw new ImageException(
          "the "
              + format
              + " file can't be decoded, it is damaged, truncated or of a rare kind: "
              + reason(e),
          e);
    } catch (OutOfMemoryError e) {
      // One array was refused; what was made for this picture is garbage by now.
      throw new ImageMemoryException(
          "the "
              + format
              + " file needs more heap than is left, or is damaged: if others read it, start Java"
              + " with a larger -Xmx",
          e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  private static byte[] requireWhole(ImageFormat format, byte[] file) throws ImageException {
    if (format == ImageFormat.WEBP) {
      return WebpStructure.firstPicture(file);
    }
    if (format == ImageFormat.TIFF) {
      TiffStructure.requireWhole(file);
    }
    return file;
  }

  private static ImageReader readerFor(ImageFormat format) throws IOException {
    return switch (format) {
      case WEBP -> new WebPImageReaderSpi().createReaderInstance(null);
      case TIFF -> new TIFFImageReaderSpi().createReaderInstance(null);
      case BMP -> ImageIO.getImageReadersByFormatName("bmp").next();
      default -> throw new IllegalArgumentException("TensorFlow decodes " + format);
    };
  }

  private static long heapFor(ImageFormat format, int width, int height) throws ImageException {
    long pixel = format == ImageFormat.WEBP ? BYTES_PER_WEBP_PIXEL : BYTES_PER_PIXEL;
    long needed = (long) width * height * pixel;
    if (!HeapBudget.holds(needed)) {
      throw new ImageMemoryException(
          width
              + " x "
              + height
              + " pixels need some "
              + (needed >> 20)
              + " MiB of heap, and only half of "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB may be taken: start Java with a larger -Xmx");
    }
    return needed;
  }

  /**
   * What a reader says of a file. Of what the JVM throws itself the kind alone: it means nothing to
   * a user, and once the code is compiled, the message may be left out (HotSpot's
   * OmitStackTraceInFastThrow), so that the same file would fail with two.
   */
  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank() || isThrownByTheJvm(e)
        ? e.getClass().getSimpleName()
        : message.lines().findFirst().orElse("").strip();
  }

  private static boolean isThrownByTheJvm(Exception e) {
    return e instanceof NullPointerException
        || e instanceof ArithmeticException
        || e instanceof ArrayIndexOutOfBoundsException
        || e instanceof ArrayStoreException
        || e instanceof ClassCastException;
  }
}
