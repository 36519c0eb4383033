package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.GivenGraphs;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;

/** Of sources that aren't model folders: what a user says of them. */
class InspectCommandSourceTest {
  @TempDir Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int inspect(String model, String... options) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    String[] words = {"model", "inspect", model, "--modelCache=" + temp.resolve("cache")};
    String[] all = Arrays.copyOf(words, words.length + options.length);
    System.arraycopy(options, 0, all, words.length, options.length);
    return new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true)).run(all);
  }

  private String twoHeads() throws IOException {
    return Files.write(temp.resolve("two.pb"), TwoHeads.graph().toByteArray()).toString();
  }

  private boolean prints(String line) {
    return out.toString().lines().toList().contains(line);
  }

  @Test
  void shouldTakeASizeThatTheGraphDoesNotTell() throws IOException {
    GraphDef network = GivenGraphs.placeholder(DataType.DT_FLOAT, -1, -1, -1, 3).network().graph();
    String file = Files.write(temp.resolve("any.pb"), network.toByteArray()).toString();
    assertEquals(ExitCode.MODEL_UNUSABLE.code(), inspect(file));
    assertTrue(err.toString().strip().endsWith("(--size=HxW does so)"), err.toString());
    assertEquals(0, inspect(file, "--size=12x12"), err.toString());
    assertTrue(prints("input          input (Placeholder) 1x12x12x3"), out.toString());
  }

  @Test
  void shouldShowOnlyTheOutputThatIsNamed() throws IOException {
    assertEquals(
        0,
        inspect(
            twoHeads(),
            "--inputNode=input",
            "--outputNode=colour/logits",
            "--bottleneck=mean",
            "--activation=sigmoid"),
        err.toString());
    assertTrue(prints("input          input (Placeholder) 1x12x12x3"), out.toString());
    assertTrue(
        out.toString().contains("output         colour/logits (Sigmoid) 1x3"), out.toString());
    assertFalse(out.toString().contains("head  "), out.toString());
    assertTrue(
        err.toString().contains("activation: sigmoid, which is added to the graph"),
        err.toString());
  }

  @Test
  void shouldShowTheHeadsThatAreNamed() throws IOException {
    Path labels = Files.writeString(temp.resolve("colours.txt"), "red\ngreen\nblue\n");
    assertEquals(
        0,
        inspect(
            twoHeads(),
            "--outputNode=out",
            "--heads=shade=colour/logits",
            "--headActivations=shade=softmax",
            "--headLabels=shade=" + labels),
        err.toString());
    assertTrue(
        out.toString().contains("head           shade: colour/logits (Softmax) 1x3"),
        out.toString());
    Files.writeString(labels, "red\n");
    assertEquals(
        ExitCode.LABELS_UNUSABLE.code(),
        inspect(
            twoHeads(),
            "--outputNode=out",
            "--heads=shade=colour/logits",
            "--headLabels=shade=" + labels));
    assertTrue(
        err.toString().contains(labels + ": it names 1 class, and the network has 3"),
        err.toString());
  }

  @Test
  void shouldShowHowImagesAreBroughtToTheirSize() throws IOException {
    String file = twoHeads();
    assertEquals(
        0, inspect(file, "--resize=bicubic", "--antialias", "--crop=center 0.9"), err.toString());
    assertTrue(prints("resize         bicubic with antialias, crop center 0.9"), out.toString());
    // Said otherwise, it is another model.
    assertEquals(0, inspect(file), err.toString());
    assertFalse(out.toString().contains("resize "), out.toString());
  }

  @Test
  void shouldKeepThePixelsThatAreNamed() throws IOException {
    String file = twoHeads();
    assertEquals(0, inspect(file, "--preprocessing=caffe"), err.toString());
    assertTrue(err.toString().contains("caffe"), err.toString());
    // By default they may be of any range.
    assertEquals(0, inspect(file), err.toString());
    assertFalse(err.toString().contains("caffe"), err.toString());
  }

  @Test
  void shouldTakeTheSignatureThatIsNamed() throws IOException {
    Path folder = TwoHeads.writeSavedModel(temp.resolve("saved"));
    assertEquals(ExitCode.MODEL_UNUSABLE.code(), inspect(folder.toString()));
    assertTrue(err.toString().contains("gives_colour"), err.toString());
    assertEquals(0, inspect(folder.toString(), "--signature=gives_colour"), err.toString());
    assertTrue(prints("output         colour (Softmax) 1x3"), out.toString());
    assertEquals(0, inspect(folder.toString(), "--signature=gives_out"), err.toString());
    assertTrue(prints("output         out (Identity) 1x5"), out.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "--size=12, size",
    "--labels=x, labels",
    "--preprocessing=unit, preprocessing",
    "--inputNode=x, inputNode",
    "--signature=x, signature",
    "--bottleneck=x, bottleneck",
    "--feeds=x=1, feeds",
    "--heads=x=y, heads",
    "--headActivations=x=softmax, headActivations",
    "--headLabels=x=y, headLabels"
  })
  void shouldSayNothingOfAModelThatIsOneAlready(String option, String name) {
    assertEquals(ExitCode.USAGE.code(), inspect("embedded", option));
    assertTrue(
        err.toString().contains("--" + name + " is for models that are imported, and 'embedded'"),
        err.toString());
  }

  @Test
  void shouldReportValuesThatAreInvalid() throws IOException {
    String file = twoHeads();
    assertEquals(ExitCode.USAGE.code(), inspect(file, "--size=big"));
    assertEquals(
        "imagebeam: --size must be height and width in pixels, such as 224x224, not big\n",
        err.toString());
    assertEquals(ExitCode.USAGE.code(), inspect(file, "--feeds=keep_prob=maybe"));
    assertEquals(
        "imagebeam: --feeds=keep_prob=maybe is no number: name one, or true or false\n",
        err.toString());
  }
}
