package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.graph.adapt.Activation;
import org.imagebeam.local.ExitCode;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.NodeDefs;
import org.imagebeam.testing.TwoHeads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Graphs that {@code classify} is given as a model and imports itself. */
class ImportCommandAtOnceTest extends ImportCommandFixture {
  @Test
  void shouldTakeAGraphForAModelAtOnce() throws IOException {
    String cache = "--modelCache=" + temp.resolve("cache");
    Path photo = Files.write(temp.resolve("a.png"), Images.png(30, 20, 1));
    String[] classify = {
      "classify",
      "--model=" + graph,
      cache,
      "--preprocessing=unit",
      "--input=" + photo,
      "--output=" + temp.resolve("results.csv")
    };
    assertEquals(0, run(classify), err.toString());
    assertTrue(err.toString().startsWith("imported " + graph + " as "), err.toString());
    assertTrue(Files.readString(temp.resolve("results.csv")).contains(",class "), err.toString());
    err.getBuffer().setLength(0);
    assertEquals(0, run(classify), err.toString());
    assertFalse(err.toString().contains("imported"), err.toString());
    Files.write(temp.resolve("labels.txt"), List.of("ant", "bee", "cat", "dog", "eel"));
    err.getBuffer().setLength(0);
    assertEquals(0, run(classify), err.toString());
    assertTrue(err.toString().contains("labels: " + temp.resolve("labels.txt")), err.toString());
    assertEquals(0, run("model", "inspect", graph.toString(), cache), err.toString());
    assertTrue(out.toString().contains("output         out (Softmax)"), out.toString());
  }

  @Test
  void shouldSayOfAModelThatIsTakenAtOnceWhatAnImportTakes() throws IOException {
    Path two =
        Files.write(
            temp.resolve("any.pb"),
            TwoHeads.graph().toBuilder()
                .setNode(
                    TwoHeads.graph().getNodeList().stream()
                        .map(NodeDef::getName)
                        .toList()
                        .indexOf("input"),
                    NodeDefs.placeholder("input", DataType.DT_FLOAT))
                .build()
                .toByteArray());
    Path photo = Files.write(temp.resolve("a.png"), Images.png(30, 20, 1));
    Path results = temp.resolve("results.csv");
    List<String> words =
        new ArrayList<>(
            List.of(
                "classify",
                "--model=" + two,
                "--modelCache=" + temp.resolve("cache"),
                "--preprocessing=unit",
                "--input=" + photo,
                "--output=" + results));
    assertEquals(ExitCode.MODEL_UNUSABLE.code(), run(words.toArray(String[]::new)));
    assertTrue(
        err.toString()
            .strip()
            .endsWith("(--outputNode=NODE does so, and 'imagebeam model import' keeps several)"),
        err.toString());
    words.add("--outputNode=colour/logits");
    err.getBuffer().setLength(0);
    assertEquals(ExitCode.MODEL_UNUSABLE.code(), run(words.toArray(String[]::new)));
    assertTrue(err.toString().strip().endsWith("(--size=HxW does so)"), err.toString());
    words.addAll(
        List.of(
            "--size=12x12",
            "--inputNode=input",
            "--activation=sigmoid",
            "--resize=bicubic",
            "--antialias",
            "--crop=center 0.5"));
    err.getBuffer().setLength(0);
    assertEquals(0, run(words.toArray(String[]::new)), err.toString());
    String classified = Files.readString(results);
    // The folder that is imported with the same options gives the same scores.
    assertEquals(
        0,
        run(
            "model",
            "import",
            two.toString(),
            "--preprocessing=unit",
            "--outputNode=colour/logits",
            "--size=12x12",
            "--input=input",
            "--activation=sigmoid",
            "--resize=bicubic",
            "--antialias",
            "--crop=center 0.5",
            "--output=" + output),
        err.toString());
    ModelSpec stated = ModelFolder.open(output).spec();
    assertEquals("bicubic with antialias, crop center 0.5", stated.sizing().text());
    assertEquals(Activation.SIGMOID, stated.adaptation().activation());
    Path other = temp.resolve("other.csv");
    assertEquals(
        0,
        run("classify", "--model=" + output, "--input=" + photo, "--output=" + other),
        err.toString());
    assertEquals(scores(classified), scores(Files.readString(other)));
    // Another crop is another model.
    words.set(words.size() - 1, "--crop=none");
    err.getBuffer().setLength(0);
    assertEquals(0, run(words.toArray(String[]::new)), err.toString());
    assertTrue(err.toString().contains("imported " + two), err.toString());
    assertFalse(scores(classified).equals(scores(Files.readString(results))));
  }

  /** The best score of the only row. */
  private static String scores(String table) {
    List<List<String>> rows = table.lines().map(Splitter.on(',')::splitToList).toList();
    return rows.get(1).get(rows.get(0).indexOf("score_1"));
  }

  @ParameterizedTest
  @CsvSource({
    "--size=12, size",
    "--resize=bicubic, resize",
    "--antialias, antialias",
    "--crop=center 0.9, crop",
    "--signature=x, signature",
    "--inputNode=x, inputNode",
    "--outputNode=x, outputNode",
    "--activation=softmax, activation"
  })
  void shouldSayNothingOfAModelThatIsOneAlready(String option, String name) {
    assertEquals(
        ExitCode.USAGE.code(),
        run("classify", option, "--input=" + temp, "--output=" + temp.resolve("x.csv")));
    assertTrue(
        err.toString().contains("--" + name + " is for models that are imported, and 'embedded'"),
        err.toString());
  }

  @Test
  void shouldSayWhatAModelThatIsTakenAtOnceNeeds() {
    assertEquals(
        ExitCode.MODEL_UNUSABLE.code(),
        run(
            "classify",
            "--model=" + graph,
            "--modelCache=" + temp.resolve("cache"),
            "--input=" + temp,
            "--output=" + temp.resolve("results.csv")));
    assertTrue(
        err.toString().strip().endsWith("none (0 to 255) (--preprocessing=NAME does so)"),
        err.toString());
    assertEquals(
        ExitCode.USAGE.code(),
        run(
            "classify",
            "--preprocessing=unit",
            "--input=" + temp,
            "--output=" + temp.resolve("results.csv")));
    assertTrue(
        err.toString().contains("--preprocessing is for models that are imported, and 'embedded'"),
        err.toString());
  }
}
