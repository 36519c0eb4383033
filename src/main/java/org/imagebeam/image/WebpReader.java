package org.imagebeam.image;

import java.util.Arrays;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.leptonica.PIX;
import org.bytedeco.leptonica.global.leptonica;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.WebpStructure;
import org.jspecify.annotations.Nullable;

/**
 * Decodes WebP with libwebp, which Leptonica brings along. Readers in Java differ from it by some 1
 * to 4 of 255 on average: they leave out part of the smoothing between blocks, and repeat colours
 * where libwebp interpolates. Stateless.
 */
final class WebpReader {
  /** Of the decoded image, and as much again while a lossless one is being made. */
  static final long BYTES_PER_PIXEL = 8;

  private WebpReader() {}

  /** The native library, loaded on first use. */
  private static final class Library {
    static {
      // It would write to stderr what a missing result says as well.
      leptonica.setMsgSeverity(leptonica.L_SEVERITY_NONE);
    }

    private Library() {}

    static PIX decode(byte[] webp) {
      return leptonica.pixReadMemWebP(webp, webp.length);
    }
  }

  /**
   * Decodes a file's first image.
   *
   * @param file in which the image was found
   * @param use is given the pixels, without alpha, orientation or colour profile; of an animation
   *     the whole canvas, black where the first frame isn't
   * @return what {@code use} makes of them
   * @throws ImageException if it is damaged
   * @throws LinkageError if libwebp can't be loaded on this machine
   */
  static <T> T read(byte[] file, WebpStructure.Frame frame, PixelUse<T> use) throws ImageException {
    PIX pixels = Library.decode(frame.alone(file));
    if (pixels == null || pixels.isNull()) {
      throw new ImageException("the WEBP file can't be decoded, it is damaged or truncated");
    }
    Rows rows = new Rows(frame, pixels);
    try {
      return use.of(rows);
    } finally {
      rows.close();
      leptonica.pixDestroy(pixels);
    }
  }

  /** The canvas, on which the image lies. */
  private static final class Rows implements PixelRows {
    private final WebpStructure.Frame frame;
    private @Nullable IntPointer data;
    private final long rowInts;
    private final int[] samples;

    Rows(WebpStructure.Frame frame, PIX pixels) {
      this.frame = frame;
      this.data = pixels.data();
      this.rowInts = pixels.wpl();
      this.samples = new int[frame.size().width()];
    }

    @Override
    public int width() {
      return frame.canvas().width();
    }

    @Override
    public int height() {
      return frame.canvas().height();
    }

    /** Makes later reads fail, instead of reading memory that is free. */
    void close() {
      data = null;
    }

    @Override
    public void read(int y, byte[] rgb) {
      if (data == null) {
        throw new IllegalStateException("the image is closed");
      }
      Arrays.fill(rgb, 0, 3 * width(), (byte) 0);
      int row = y - frame.top();
      if (row < 0 || row >= frame.size().height()) {
        return;
      }
      data.position(row * rowInts).get(samples, 0, samples.length);
      int at = 3 * frame.left();
      for (int sample : samples) {
        rgb[at] = (byte) (sample >> 24);
        rgb[at + 1] = (byte) (sample >> 16);
        rgb[at + 2] = (byte) (sample >> 8);
        at += 3;
      }
    }
  }
}
