package org.imagebeam.bench;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.imagebeam.testing.Images;

/**
 * Photographs of any size, with as much for a decoder to do as a camera's: enlarged from a real
 * one, with a sensor's noise added, at quality 90 (12 Mpixel have some 2.4 MB). The same arguments
 * give the same pixels.
 */
public final class Photos {
  /** A photograph that each clone has, 600 by 400 pixels. */
  public static final Path SAMPLE = Path.of("testdata", "images", "coffee.jpg");

  private static final float QUALITY = 0.9f;

  /** Standard deviation of the noise, of 255. */
  private static final double NOISE = 4;

  private Photos() {}

  /**
   * A JPEG of {@code photo}, stretched to the size.
   *
   * @throws IOException if the photo can't be read
   */
  public static byte[] jpeg(Path photo, int width, int height, long seed) throws IOException {
    BufferedImage stretched = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = stretched.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(ImageIO.read(photo.toFile()), 0, 0, width, height, null);
    graphics.dispose();
    addNoise(((DataBufferInt) stretched.getRaster().getDataBuffer()).getData(), seed);
    return Images.jpeg(stretched, QUALITY);
  }

  private static void addNoise(int[] pixels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < pixels.length; i++) {
      // Three together are near enough to a normal distribution, of half a standard deviation.
      double half = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
      int noise = (int) Math.round(2 * NOISE * half);
      int red = clamp((pixels[i] >> 16 & 0xff) + noise);
      int green = clamp((pixels[i] >> 8 & 0xff) + noise);
      int blue = clamp((pixels[i] & 0xff) + noise);
      pixels[i] = (red << 16) | (green << 8) | blue;
    }
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }
}
