package org.imagebeam.testing;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Small images drawn from a seed and encoded in many forms, whole and broken. Each seed has its own
 * colours. Thread-safe.
 *
 * <p>Sizes are in pixels; what is returned is the content of a file.
 */
public final class Images {
  private static final int SHAPES = 4;

  private Images() {}

  /** A baseline JPEG with colours. */
  public static byte[] jpeg(int width, int height, long seed) {
    return encode("jpeg", draw(width, height, seed, BufferedImage.TYPE_INT_RGB));
  }

  /**
   * A baseline JPEG of an image without alpha.
   *
   * @param quality 0 to 1
   */
  public static byte[] jpeg(BufferedImage image, float quality) {
    ImageWriter writer = writer("jpeg");
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(quality);
    return write(writer, parameters, List.of(image));
  }

  /** A progressive JPEG. */
  public static byte[] progressiveJpeg(int width, int height, long seed) {
    ImageWriter writer = writer("jpeg");
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    BufferedImage image = draw(width, height, seed, BufferedImage.TYPE_INT_RGB);
    return write(writer, parameters, List.of(image));
  }

  /** A JPEG with one component. */
  public static byte[] grayJpeg(int width, int height, long seed) {
    return encode("jpeg", draw(width, height, seed, BufferedImage.TYPE_BYTE_GRAY));
  }

  /**
   * A JPEG whose EXIF segment says how to turn it.
   *
   * @param orientation 1 (as stored) to 8; width and height are those stored
   */
  public static byte[] orientedJpeg(int width, int height, int orientation, long seed) {
    return ImageBytes.withOrientation(jpeg(width, height, seed), orientation);
  }

  /** A PNG, 8 bits a channel, RGB. */
  public static byte[] png(int width, int height, long seed) {
    return encode("png", draw(width, height, seed, BufferedImage.TYPE_INT_RGB));
  }

  /** A PNG with an alpha channel; it is transparent beside the shapes. */
  public static byte[] alphaPng(int width, int height, long seed) {
    return encode("png", draw(width, height, seed, BufferedImage.TYPE_INT_ARGB));
  }

  /** A PNG with one channel of 16 bits. */
  public static byte[] png16(int width, int height, long seed) {
    return encode("png", draw(width, height, seed, BufferedImage.TYPE_USHORT_GRAY));
  }

  /** A PNG with a palette of 256 colours. */
  public static byte[] palettePng(int width, int height, long seed) {
    return encode("png", draw(width, height, seed, BufferedImage.TYPE_BYTE_INDEXED));
  }

  /** A BMP, 24 bits a pixel. */
  public static byte[] bmp(int width, int height, long seed) {
    return encode("bmp", draw(width, height, seed, BufferedImage.TYPE_INT_RGB));
  }

  /** A GIF with one frame. */
  public static byte[] gif(int width, int height, long seed) {
    return encode("gif", draw(width, height, seed, BufferedImage.TYPE_BYTE_INDEXED));
  }

  /** A GIF with two different frames; the first is that of {@link #gif} with the same seed. */
  public static byte[] animatedGif(int width, int height, long seed) {
    ImageWriter writer = writer("gif");
    List<BufferedImage> frames =
        List.of(
            draw(width, height, seed, BufferedImage.TYPE_BYTE_INDEXED),
            draw(width, height, ~seed, BufferedImage.TYPE_BYTE_INDEXED));
    return write(writer, writer.getDefaultWriteParam(), frames);
  }

  /**
   * A PNG of a few bytes whose header claims to be as large as told.
   *
   * @param width above zero, as height
   */
  public static byte[] hugePng(int width, int height) {
    return ImageBytes.claimingPng(png(8, 8, 0), width, height);
  }

  /**
   * A JPEG of a few bytes whose header claims to be as large as told.
   *
   * @param width 1 to 65535, as height
   */
  public static byte[] hugeJpeg(int width, int height) {
    return ImageBytes.claimingJpeg(jpeg(8, 8, 0), width, height);
  }

  /**
   * All but the last quarter of a file. From 64 by 48 pixels on its header is whole, so that sizes
   * can still be read, and some of the pixels are missing.
   */
  public static byte[] truncated(byte[] image) {
    return Arrays.copyOf(image, image.length * 3 / 4);
  }

  /**
   * The pixels that a seed stands for: a background (none where the type has alpha) and shapes.
   *
   * @param type one of BufferedImage.TYPE_
   */
  public static BufferedImage draw(int width, int height, long seed, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    SplittableRandom random = new SplittableRandom(seed);
    Graphics2D graphics = image.createGraphics();
    Paint background = paint(random, width, height);
    if (!image.getColorModel().hasAlpha()) {
      graphics.setPaint(background);
      graphics.fillRect(0, 0, width, height);
    }
    for (int i = 0; i < SHAPES; i++) {
      graphics.setPaint(paint(random, width, height));
      int x = random.nextInt(width);
      int y = random.nextInt(height);
      graphics.fillRect(x, y, 1 + random.nextInt(width), 1 + random.nextInt(height));
    }
    graphics.dispose();
    return image;
  }

  /** From one colour in the upper left corner to another in the lower right one. */
  private static Paint paint(SplittableRandom random, int width, int height) {
    Color from = new Color(random.nextInt(1 << 24));
    Color to = new Color(random.nextInt(1 << 24));
    return new GradientPaint(0, 0, from, width, height, to);
  }

  private static byte[] encode(String format, BufferedImage image) {
    ImageWriter writer = writer(format);
    return write(writer, writer.getDefaultWriteParam(), List.of(image));
  }

  private static ImageWriter writer(String format) {
    return ImageIO.getImageWritersByFormatName(format).next();
  }

  private static byte[] write(
      ImageWriter writer, ImageWriteParam parameters, List<BufferedImage> frames) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      if (frames.size() == 1) {
        writer.write(null, new IIOImage(frames.get(0), null, null), parameters);
      } else {
        writer.prepareWriteSequence(null);
        for (BufferedImage frame : frames) {
          writer.writeToSequence(new IIOImage(frame, null, null), parameters);
        }
        writer.endWriteSequence();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
