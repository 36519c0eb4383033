package org.imagebeam.image;

import com.twelvemonkeys.imageio.plugins.tiff.BigTIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.imagebeam.image.format.HeapBudget;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageFormat;
import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.image.format.ImageMemoryException;
import org.imagebeam.image.format.TiffStructure;
import org.imagebeam.image.format.WebpStructure;

/** Reads the formats that TensorFlow has no decoder for: BMP, WebP and TIFF (its first page). */
final class JavaImageReader {
  /** At most four bytes a pixel in the image, and as much again while it is being made. */
  private static final long BYTES_PER_PIXEL = 8;

  private final ImageLimits limits;

  JavaImageReader(ImageLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes a file, and holds the memory that it takes until {@code use} is done with it.
   *
   * @param use is given the pixels as stored: no alpha, orientation or colour profile is applied
   * @return what {@code use} makes of them
   * @throws ImageException if it is damaged, over the limits, too large for the heap, or of a kind
   *     that isn't read
   */
  <T> T read(ImageFormat format, byte[] file, PixelUse<T> use) throws ImageException {
    try {
      return switch (format) {
        case WEBP -> readWebp(file, use);
        case TIFF -> readTiff(file, use);
        case BMP -> readBmp(file, use);
        default -> throw new IllegalArgumentException("TensorFlow decodes " + format);
      };
    } catch (IOException | RuntimeException e) {
      // ImageIO's readers meet damaged files with any kind of RuntimeException.
      throw new ImageException(
          "the "
              + format
              + " file can't be decoded, it is damaged, truncated or of a rare kind: "
              + reason(e),
          e);
    } catch (OutOfMemoryError e) {
      // One array was refused; what was made for this image is garbage by now.
      throw new ImageMemoryException(
          "the "
              + format
              + " file needs more heap than is left, or is damaged: if others read it, start Java"
              + " with a larger -Xmx",
          e);
    }
  }

  private <T> T readWebp(byte[] file, PixelUse<T> use) throws IOException, ImageException {
    WebpStructure.Frame frame = WebpStructure.firstFrame(file);
    ImageHeader size = frame.size();
    limits.checkPixels(frame.canvas().width(), frame.canvas().height());
    limits.checkPixels(size.width(), size.height());
    long pixels = (long) size.width() * size.height();
    return HeapBudget.run(
        heapFor(size.width(), size.height(), pixels * WebpReader.BYTES_PER_PIXEL),
        () -> WebpReader.read(file, frame, use));
  }

  private <T> T readTiff(byte[] file, PixelUse<T> use) throws IOException, ImageException {
    TiffStructure structure = TiffStructure.of(file, limits);
    long bytes =
        Math.max(BYTES_PER_PIXEL * structure.decodedPixels(), 2 * structure.decodedBytes());
    return HeapBudget.run(
        heapFor(structure.width(), structure.height(), bytes),
        () -> {
          byte[] plain = PlainTiff.of(structure, file);
          if (structure.fax()) {
            FaxCheck.requireSound(structure, file);
          }
          // An image would cut off floating-point samples at 1.
          return use.of(
              structure.needsScale()
                  ? new SampleRows(
                      read(tiffReader(structure), plain, r -> r.readRaster(0, null)), structure)
                  : tiffRows(structure, read(tiffReader(structure), plain, r -> r.read(0))));
        });
  }

  private static PixelRows tiffRows(TiffStructure structure, BufferedImage image) {
    PixelRows rows = new RasterRows(image, structure.premultiplied());
    if (structure.lab()) {
      return new LabRows(rows, structure.signedLab());
    }
    double[] levels = structure.unappliedLevels();
    return levels.length == 0 ? rows : new ReferenceLevels(rows, levels);
  }

  private static ImageReader tiffReader(TiffStructure structure) throws IOException {
    return structure.page().big()
        ? new BigTIFFImageReaderSpi().createReaderInstance(null)
        : new TIFFImageReaderSpi().createReaderInstance(null);
  }

  private <T> T readBmp(byte[] file, PixelUse<T> use) throws IOException, ImageException {
    ImageHeader header = ImageHeader.read(ImageFormat.BMP, file);
    limits.checkPixels(header.width(), header.height());
    long pixels = (long) header.width() * header.height();
    return HeapBudget.run(
        heapFor(header.width(), header.height(), pixels * BYTES_PER_PIXEL),
        () ->
            use.of(
                new RasterRows(
                    read(
                        ImageIO.getImageReadersByFormatName("bmp").next(),
                        PlainBmp.of(file),
                        r -> r.read(0)))));
  }

  /** What is read of an opened file. */
  private interface Part<P> {
    P of(ImageReader reader) throws IOException;
  }

  private static <P> P read(ImageReader reader, byte[] file, Part<P> part) throws IOException {
    try (ImageInputStream in = new ByteArrayImageInputStream(file)) {
      reader.setInput(in, true, true);
      return part.of(reader);
    } finally {
      reader.dispose();
    }
  }

  private static long heapFor(int width, int height, long bytes) throws ImageException {
    if (!HeapBudget.holds(bytes)) {
      throw new ImageMemoryException(
          width
              + " x "
              + height
              + " pixels need some "
              + (bytes >> 20)
              + " MiB of heap, and only half of "
              + (Runtime.getRuntime().maxMemory() >> 20)
              + " MiB may be taken: unless the file is damaged, start Java with a larger -Xmx");
    }
    return bytes;
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
