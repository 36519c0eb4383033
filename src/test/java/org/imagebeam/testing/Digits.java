package org.imagebeam.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Made-up images of ten classes in idx files: each class is a pattern, and each image its pattern
 * with noise, so that a softmax regression soon tells most of them apart.
 */
public final class Digits {
  public static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
  public static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";
  public static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
  public static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

  private static final int CLASSES = 10;
  private static final int UNSIGNED_BYTE = 8;
  private static final double NOISE = 0.35;

  private Digits() {}

  /** Writes the four files into a folder, made if missing. */
  public static Path write(Path folder, int training, int test, int side, long seed)
      throws IOException {
    Files.createDirectories(folder);
    Random random = new Random(seed);
    byte[] patterns = new byte[CLASSES * side * side];
    random.nextBytes(patterns);
    write(folder, TRAIN_IMAGES, TRAIN_LABELS, training, side, patterns, random);
    write(folder, TEST_IMAGES, TEST_LABELS, test, side, patterns, random);
    return folder;
  }

  private static void write(
      Path folder,
      String images,
      String labels,
      int count,
      int side,
      byte[] patterns,
      Random random)
      throws IOException {
    int features = side * side;
    byte[] digits = new byte[count];
    byte[] pixels = new byte[count * features];
    for (int i = 0; i < count; i++) {
      digits[i] = (byte) random.nextInt(CLASSES);
      for (int j = 0; j < features; j++) {
        boolean noise = random.nextDouble() < NOISE;
        pixels[i * features + j] =
            noise ? (byte) random.nextInt(256) : patterns[digits[i] * features + j];
      }
    }
    Files.write(folder.resolve(images), gzip(idx(pixels, count, side, side)));
    Files.write(folder.resolve(labels), gzip(idx(digits, count)));
  }

  /** An idx file of unsigned bytes, with a header that states these sizes. */
  public static byte[] idx(byte[] elements, int... sizes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(0);
      out.writeByte(UNSIGNED_BYTE);
      out.writeByte(sizes.length);
      for (int size : sizes) {
        out.writeInt(size);
      }
      out.write(elements);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Packs them. */
  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
