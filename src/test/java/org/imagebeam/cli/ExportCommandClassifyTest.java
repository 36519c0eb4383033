package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.imagebeam.testing.Digits;
import org.imagebeam.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What train has learnt and export has frozen, classify does: with the same answers. */
class ExportCommandClassifyTest {
  private static final int IMAGES = 400;

  @TempDir Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldNameMadeUpDigits() throws IOException {
    Path data = Digits.write(temp.resolve("data"), 1700, IMAGES, 5, 1);
    compare(data, 5, "--validationSize=700", "--epochs=6", "--learningRate=1");
  }

  @Test
  void shouldNameTheDigitsOfMnist() throws IOException {
    Path mnist = Shared.require("mnist");
    Path data = Files.createDirectory(temp.resolve("data"));
    for (String name : List.of(Digits.TRAIN_IMAGES, Digits.TRAIN_LABELS)) {
      Files.createSymbolicLink(data.resolve(name), mnist.resolve(name));
    }
    byte[] images = unpacked(mnist.resolve(Digits.TEST_IMAGES));
    byte[] labels = unpacked(mnist.resolve(Digits.TEST_LABELS));
    Files.write(
        data.resolve(Digits.TEST_IMAGES),
        Digits.idx(Arrays.copyOfRange(images, 16, 16 + IMAGES * 784), IMAGES, 28, 28));
    Files.write(
        data.resolve(Digits.TEST_LABELS),
        Digits.idx(Arrays.copyOfRange(labels, 8, 8 + IMAGES), IMAGES));
    compare(data, 28, "--epochs=1", "--emaDecay=0.9");
  }

  private void compare(Path data, int side, String... settings) throws IOException {
    Path folder = temp.resolve("checkpoints");
    String[] train = new String[3 + settings.length];
    train[0] = "train";
    train[1] = "--data=" + data;
    train[2] = "--checkpointDir=" + folder;
    System.arraycopy(settings, 0, train, 3, settings.length);
    run(train);
    out.getBuffer().setLength(0);
    run("evaluate", "--checkpoint=" + folder, "--data=" + data);
    float accuracy = Float.parseFloat(out.toString().lines().toList().get(1));
    run("export", "--checkpoint=" + folder, "--output=" + temp + "/model");
    writeImages(data, side);
    run(
        "classify",
        "--input=" + temp + "/pictures",
        "--output=" + temp + "/x.csv",
        "--model=" + temp + "/model",
        "--topK=1");
    byte[] labels = labels(data);
    int right = 0;
    List<CSVRecord> rows = rows(temp.resolve("x.csv"));
    assertEquals(IMAGES, rows.size());
    for (int i = 0; i < IMAGES; i++) {
      assertTrue(rows.get(i).get("image").endsWith(String.format("%04d.png", i)));
      right += rows.get(i).get("label_1").equals(Integer.toString(labels[i])) ? 1 : 0;
    }
    assertEquals(accuracy, (float) right / IMAGES);
    assertTrue(accuracy > 0.2, "accuracy " + accuracy);
  }

  private void writeImages(Path data, int side) throws IOException {
    Path folder = Files.createDirectory(temp.resolve("pictures"));
    byte[] images = unpacked(data.resolve(Digits.TEST_IMAGES));
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
      int[] pixels = new int[side * side];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = Byte.toUnsignedInt(images[16 + i * side * side + j]);
      }
      image.getRaster().setPixels(0, 0, side, side, pixels);
      ImageIO.write(image, "png", folder.resolve(String.format("%04d.png", i)).toFile());
    }
  }

  private static byte[] labels(Path data) throws IOException {
    byte[] file = unpacked(data.resolve(Digits.TEST_LABELS));
    return Arrays.copyOfRange(file, 8, file.length);
  }

  private static byte[] unpacked(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes[0] == 0) {
      return bytes;
    }
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }

  private static List<CSVRecord> rows(Path table) throws IOException {
    return CSVFormat.RFC4180
        .builder()
        .setHeader()
        .setSkipHeaderRecord(true)
        .get()
        .parse(Files.newBufferedReader(table))
        .getRecords();
  }

  private void run(String... args) {
    int code =
        new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true)).run(args);
    assertEquals(0, code, err.toString());
  }
}
