package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code classify} ends where too much fails. */
class ClassifyCommandThresholdsTest {
  @TempDir private Path temp;
  private Path model;
  private Path photos;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void writeModel() throws IOException {
    model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
    photos = Files.createDirectory(temp.resolve("photos"));
  }

  private void image(String name) throws IOException {
    Files.write(photos.resolve(name), Images.jpeg(20, 20, 1));
  }

  private void noImage(String name) throws IOException {
    Files.writeString(photos.resolve(name), "no image");
  }

  private int classify(String output, String... more) {
    List<String> args = new ArrayList<>(List.of("classify", "--input=" + photos));
    args.addAll(List.of("--model=" + model, "--output=" + temp.resolve(output) + more[0]));
    args.add("--modelCache=" + temp.resolve("cache"));
    args.addAll(List.of(more).subList(1, more.length));
    err = new StringWriter();
    out = new StringWriter();
    return new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true))
        .run(args.toArray(String[]::new));
  }

  private List<String> rows() throws IOException {
    return Files.readAllLines(temp.resolve("out.csv"));
  }

  @Test
  void shouldKeepTheTablesOfARunThatFailsTooOften() throws IOException {
    image("a.jpg");
    image("b.jpg");
    noImage("c.jpg");
    assertEquals(ExitCode.OK.code(), classify("out", ".csv"), () -> err.toString());
    assertEquals(14, classify("out", ".csv", "--maxFailureRatio=0.2"), () -> err.toString());
    String failures = temp.resolve("out.failures.csv").toString();
    assertTrue(
        err.toString()
            .contains("1 of 3 images failed, which is more than 0.2 of them: see " + failures),
        err.toString());
    assertTrue(out.toString().contains("classified 2, failed 1"), out.toString());
    assertEquals(3, rows().size());
    assertEquals(ExitCode.OK.code(), classify("out", ".csv", "--maxFailureRatio=0.5"));
    assertEquals(15, classify("out", ".csv", "--minResults=3"), () -> err.toString());
    assertTrue(
        err.toString().contains("2 images were classified, and at least 3 are wanted"),
        err.toString());
    assertEquals(3, rows().size());
    assertEquals(2, classify("out", ".csv", "--maxFailureRatio=20"), () -> err.toString());
  }

  @Test
  void shouldNotBeContentIfAllFail() throws IOException {
    noImage("a.jpg");
    assertEquals(14, classify("out", ".csv"), () -> err.toString());
    assertTrue(err.toString().contains("1 of 1 images failed: see "), err.toString());
    assertEquals(1, rows().size());
    assertEquals(ExitCode.OK.code(), classify("out", ".csv", "--maxFailureRatio=1"));
  }

  /** One new image that fails is no night in which all fail. */
  @Test
  void shouldCountWhatIsDoneBefore() throws IOException {
    image("a.jpg");
    assertEquals(ExitCode.OK.code(), classify("nights", "/"), () -> err.toString());
    noImage("b.jpg");
    assertEquals(ExitCode.OK.code(), classify("nights", "/"), () -> err.toString());
    noImage("c.jpg");
    assertEquals(14, classify("nights", "/", "--maxFailureRatio=0.1"), () -> err.toString());
    assertTrue(err.toString().contains("1 of 3 images failed"), err.toString());
  }
}
