package org.imagebeam.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.testing.Gifs;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Shared;
import org.imagebeam.testing.Webps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageDecoderTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final ImageDecoder DECODER =
      new ImageDecoder(ImageLimits.DEFAULT, ExifMode.APPLY, DecodeMode.EXACT);

  @AfterAll
  static void close() {
    DECODER.close();
  }

  @Test
  void shouldGiveThePixelsOfAPng() throws ImageException {
    int[] drawn = rgb(Images.draw(31, 17, 9, BufferedImage.TYPE_INT_RGB));
    assertArrayEquals(drawn, rgb(Images.png(31, 17, 9), 31, 17));
    assertArrayEquals(drawn, rgb(Images.bmp(31, 17, 9), 31, 17));
  }

  @ParameterizedTest(name = "to {0} x {1}")
  @CsvSource({"31, 17", "16, 16", "64, 50", "1, 1", "7, 40"})
  void shouldResizeInTensorFlowAsInJava(int width, int height) throws ImageException {
    float[] png = DECODER.decode(Images.png(31, 17, 9), height, width);
    assertEquals(height * width * 3, png.length);
    assertArrayEquals(DECODER.decode(Images.bmp(31, 17, 9), height, width), png, 1e-4f);
  }

  @Test
  void shouldDropTheAlphaOfAPng() throws ImageException {
    int[] drawn = rgb(Images.draw(31, 17, 9, BufferedImage.TYPE_INT_ARGB));
    assertArrayEquals(drawn, rgb(Images.alphaPng(31, 17, 9), 31, 17));
  }

  @Test
  void shouldTakeTheUpperOfSixteenBits() throws ImageException {
    BufferedImage drawn = Images.draw(31, 17, 9, BufferedImage.TYPE_USHORT_GRAY);
    int[] samples = drawn.getRaster().getPixels(0, 0, 31, 17, (int[]) null);
    int[] expected = Arrays.stream(samples).map(value -> (value >> 8) * 0x010101).toArray();
    assertArrayEquals(expected, rgb(Images.png16(31, 17, 9), 31, 17));
  }

  @Test
  void shouldTakeTheFirstFrameOfAnAnimation() throws IOException, ImageException {
    byte[] file = Images.animatedGif(31, 17, 9);
    int[] first = rgb(ImageIO.read(new ByteArrayInputStream(file)));
    assertArrayEquals(first, rgb(file, 31, 17));
    assertArrayEquals(first, rgb(Images.gif(31, 17, 9), 31, 17));
    assertFalse(Arrays.equals(first, rgb(Images.gif(31, 17, ~9), 31, 17)));
  }

  @Test
  void shouldTakeTheFirstFrameOfARealAnimation() throws IOException, ImageException {
    byte[] file = Files.readAllBytes(Shared.require("images/skimage_no_time_for_that_tiny.gif"));
    assertArrayEquals(rgb(ImageIO.read(new ByteArrayInputStream(file))), rgb(file, 14, 25));
  }

  @Test
  void shouldRefuseAGifWithoutAFrame() {
    byte[] gif = Images.gif(8, 8, 1);
    byte[] empty = Arrays.copyOf(gif, Gifs.frame(gif) + 1);
    empty[empty.length - 1] = 0x3b;
    ImageException e = assertThrows(ImageException.class, () -> DECODER.decode(empty, 8, 8));
    assertEquals("the GIF file has no frame: it is damaged", e.getMessage());
  }

  @Test
  void shouldRefuseWhatIsNoImage() {
    ImageException empty =
        assertThrows(ImageException.class, () -> DECODER.decode(new byte[0], 8, 8));
    assertEquals("the file is empty", empty.getMessage());
    ImageException text =
        assertThrows(
            ImageException.class, () -> DECODER.decode("not an image".getBytes(UTF_8), 8, 8));
    assertTrue(text.getMessage().contains("the file is text"), text.getMessage());
  }

  @Test
  void shouldSayInOneLineThatAFileIsDamaged() {
    byte[] jpeg = Images.truncated(Images.jpeg(64, 48, 1));
    ImageException e = assertThrows(ImageException.class, () -> DECODER.decode(jpeg, 8, 8));
    assertEquals(
        "the JPEG file can't be decoded, it is damaged or truncated: jpeg::Uncompress failed."
            + " Invalid JPEG data or crop window.",
        e.getMessage());
    byte[] png = Images.truncated(Images.png(64, 48, 1));
    e = assertThrows(ImageException.class, () -> DECODER.decode(png, 8, 8));
    assertTrue(
        e.getMessage().startsWith("the PNG file can't be decoded, it is damaged or truncated: "),
        e.getMessage());
    assertFalse(e.getMessage().contains("node"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void shouldGiveTheSamePixelsOnManyThreads() throws Exception {
    List<byte[]> files = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      files.add(Images.jpeg(60 + seed, 40, seed));
      files.add(Images.png(60 + seed, 40, seed));
      files.add(Images.gif(60 + seed, 40, seed));
      files.add(Images.bmp(60 + seed, 40, seed));
    }
    files.add(Webps.LOSSY);
    for (byte[] file : files) {
      expected.add(DECODER.decode(file, 33, 44));
    }
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<float[]>> decoded = new ArrayList<>();
      for (int i = 0; i < 20 * files.size(); i++) {
        byte[] file = files.get(i % files.size());
        decoded.add(threads.submit(() -> DECODER.decode(file, 33, 44)));
      }
      for (int i = 0; i < decoded.size(); i++) {
        assertArrayEquals(expected.get(i % files.size()), decoded.get(i).get());
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldKeepNoNativeMemory() throws IOException {
    Assumptions.assumeTrue(Files.exists(STATUS), "needs " + STATUS + ", which Linux alone has");
    List<byte[]> files =
        List.of(
            Images.jpeg(300, 200, 1),
            Images.png(300, 200, 1),
            Images.gif(300, 200, 1),
            Images.truncated(Images.jpeg(300, 200, 1)),
            Images.truncated(Images.png(300, 200, 1)));
    decodeAll(files, 400);
    List<Long> grown = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      // Each time the heap fills the same part of itself anew.
      System.gc();
      long before = residentKilobytes();
      decodeAll(files, 1500);
      grown.add(residentKilobytes() - before);
    }
    // What is lost is lost each time: the pixels of one in ten images would be more.
    assertTrue(Collections.min(grown) < 12_000, "grown by " + grown + " kB");
  }

  private static void decodeAll(List<byte[]> files, int count) {
    int refused = 0;
    for (int i = 0; i < count; i++) {
      try {
        DECODER.decode(files.get(i % files.size()), 8, 8);
      } catch (ImageException e) {
        refused++;
      }
    }
    assertEquals(2 * count / files.size(), refused);
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  private static int[] rgb(byte[] file, int width, int height) throws ImageException {
    float[] values = DECODER.decode(file, height, width);
    int[] rgb = new int[width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (int) values[3 * i] << 16 | (int) values[3 * i + 1] << 8 | (int) values[3 * i + 2];
    }
    return rgb;
  }

  private static int[] rgb(BufferedImage image) {
    int width = image.getWidth();
    int[] argb = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    return Arrays.stream(argb).map(pixel -> pixel & 0xffffff).toArray();
  }
}
