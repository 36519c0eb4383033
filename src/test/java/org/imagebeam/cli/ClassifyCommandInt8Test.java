package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imagebeam.graph.int8.Int8Rewriter;
import org.imagebeam.local.ExitCode;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.Images;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code classify} and {@code retrain} with {@code --precision=int8}. */
class ClassifyCommandInt8Test {
  @TempDir Path temp;
  private Path images;
  private StringWriter err = new StringWriter();

  @BeforeEach
  void makeImages() throws IOException {
    images = temp.resolve("images");
    for (String label : List.of("one", "two")) {
      Path folder = Files.createDirectories(images.resolve(label));
      for (int i = 0; i < 20; i++) {
        Files.write(
            folder.resolve(i + ".jpg"), Images.jpeg(80, 60, i + (label.equals("two") ? 100 : 0)));
      }
    }
  }

  private int run(String... args) {
    err = new StringWriter();
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.add("--modelCache=" + temp.resolve("cache"));
    return new ImagebeamCommand(
            new PrintWriter(new StringWriter(), true), new PrintWriter(err, true))
        .run(all.toArray(String[]::new));
  }

  private Path quantized() throws IOException {
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(temp.resolve("cache/quantized"), Files::isDirectory)) {
      return folders.iterator().next();
    }
  }

  @Test
  void shouldGiveTheRowsOfTheQuantizedModel() throws IOException {
    Path rows = temp.resolve("a.csv");
    assertEquals(
        0,
        run("classify", "--input=" + images, "--output=" + rows, "--precision=int8"),
        err.toString());
    assertTrue(
        err.toString().startsWith("int8: runs embedded over images of " + images + ", once\n"),
        err.toString());
    Path folder = temp.resolve("int8");
    assertEquals(
        0,
        run("model", "quantize", "embedded", "--calibrate=" + images, "--output=" + folder),
        err.toString());
    Path expected = temp.resolve("b.csv");
    assertEquals(
        0,
        run(
            "classify",
            "--input=" + images,
            "--output=" + expected,
            "--model=" + folder,
            "--precision=int8"),
        err.toString());
    assertFalse(err.toString().contains("int8: "), err.toString());
    assertEquals(41, Files.readAllLines(rows).size());
    assertEquals(Files.readAllLines(expected), Files.readAllLines(rows));
  }

  @Test
  void shouldRetrainOnTheQuantizedNetwork() throws IOException {
    Path output = temp.resolve("retrained");
    assertEquals(
        0,
        run("retrain", "--images=" + images, "--output=" + output, "--precision=int8", "--steps=5"),
        err.toString());
    ModelFolder model = ModelFolder.open(output.toString());
    assertTrue(Int8Rewriter.isQuantized(model.readGraph().graph()));
    assertEquals(
        0,
        run(
            "classify",
            "--input=" + images,
            "--output=" + temp.resolve("rows.csv"),
            "--model=" + output,
            "--precision=int8"),
        err.toString());
    assertEquals(41, Files.readAllLines(temp.resolve("rows.csv")).size());

    assertEquals(
        ExitCode.MODEL_UNUSABLE.code(),
        run(
            "retrain",
            "--images=" + images,
            "--output=" + temp.resolve("tuned"),
            "--model=" + quantized(),
            "--fineTune=all"));
    assertTrue(
        err.toString()
            .contains(
                " can't be fine-tuned: it is quantized to int8. Fine-tune the model that it was made"
                    + " of, and quantize what comes of that"),
        err.toString());
  }

  @Test
  void shouldRefuseToFineTuneInInt8BeforeAnythingIsRun() {
    assertEquals(
        ExitCode.USAGE.code(),
        run(
            "retrain",
            "--images=" + images,
            "--output=" + temp.resolve("tuned"),
            "--precision=int8",
            "--fineTune=all"));
    assertEquals(
        "imagebeam: --precision can't be int8 where the network is fine-tuned: that takes float32;"
            + " quantize the model afterwards\n",
        err.toString());
  }

  @Test
  void shouldPointToTheOptionWhereTheInputHasTooFewImages() throws IOException {
    Path one = Files.createDirectory(temp.resolve("one"));
    Files.write(one.resolve("a.jpg"), Images.jpeg(80, 60, 1));
    assertEquals(
        ExitCode.NO_INPUT.code(),
        run(
            "classify",
            "--input=" + one,
            "--output=" + temp.resolve("rows.csv"),
            "--precision=int8"));
    assertTrue(
        err.toString().endsWith("name a folder with more (--calibrate=IMAGES does so)\n"),
        err.toString());
    assertFalse(Files.exists(temp.resolve("rows.csv")));
  }
}
