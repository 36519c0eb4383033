package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** Which files {@code classify} reads. */
class ClassifyCommandFilesTest {
  @TempDir private Path temp;
  private Path model;
  private Path photos;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void writeFiles() throws IOException {
    model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
    photos = temp.resolve("photos");
    image("a.jpg");
    image("b.png.jpg");
    image("2019/raw/c.jpg");
    image("2019/{x,y}.jpg");
    image(".hidden/d.jpg");
    image("@eaDir/e.jpg");
    Files.writeString(photos.resolve("2019/Thumbs.db"), "not an image");
  }

  private void image(String name) throws IOException {
    Path file = photos.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, Images.jpeg(20, 20, name.hashCode()));
  }

  private int classify(String... more) {
    List<String> args = new ArrayList<>(List.of("classify", "--input=" + photos));
    args.addAll(List.of("--model=" + model, "--output=" + temp.resolve("out.csv")));
    args.add("--modelCache=" + temp.resolve("cache"));
    args.addAll(List.of(more));
    err = new StringWriter();
    out = new StringWriter();
    return new ImagebeamCommand(new PrintWriter(out, true), new PrintWriter(err, true))
        .run(args.toArray(String[]::new));
  }

  private List<String> classified() throws IOException {
    return Files.readAllLines(temp.resolve("out.csv")).stream()
        .skip(1)
        .map(row -> row.replaceFirst("^\"?" + photos + "/", "").replaceFirst("jpg.*", "jpg"))
        .toList();
  }

  @Test
  void shouldLeaveOutWhatNobodyMeansAndCountIt() throws IOException {
    assertEquals(ExitCode.OK.code(), classify(), () -> err.toString());
    assertEquals(List.of("2019/raw/c.jpg", "2019/{x,y}.jpg", "a.jpg", "b.png.jpg"), classified());
    String said = "left out: 3 files or folders, hidden or a system's own (--all reads them too)";
    assertTrue(out.toString().contains(said), out.toString());
    JsonNode metrics = new ObjectMapper().readTree(temp.resolve("out.csv.metrics.json").toFile());
    assertEquals(3, metrics.get("files_left_out").intValue());
    assertEquals(0, metrics.get("files_excluded").intValue());
    assertEquals(4, metrics.get("images_matched").intValue());
  }

  @Test
  void shouldReadAllWhereThatIsAskedFor() throws IOException {
    assertEquals(ExitCode.OK.code(), classify("--all"), () -> err.toString());
    assertEquals(6, classified().size(), classified().toString());
    assertTrue(out.toString().contains("classified 6, failed 1"), out.toString());
    assertFalse(out.toString().contains("left out"), out.toString());
  }

  @Test
  void shouldExcludeAndInclude() throws IOException {
    assertEquals(
        ExitCode.OK.code(), classify("--exclude=raw", "--exclude=*.png.*"), () -> err.toString());
    assertEquals(List.of("2019/{x,y}.jpg", "a.jpg"), classified());
    assertTrue(out.toString().contains("(--all reads them too); 2 excluded"), out.toString());
    classify("--include=2019/**", "--include=a.*", "--exclude=raw");
    assertEquals(List.of("2019/{x,y}.jpg", "a.jpg"), classified());
    classify("--include={a,b.png}.jpg");
    assertEquals(List.of("a.jpg", "b.png.jpg"), classified());
    JsonNode metrics = new ObjectMapper().readTree(temp.resolve("out.csv.metrics.json").toFile());
    assertEquals(2, metrics.get("files_excluded").intValue());
  }

  @Test
  void shouldSayWhyNothingIsRead() throws IOException {
    assertEquals(ExitCode.NO_INPUT.code(), classify("--exclude=*.jpg"), () -> err.toString());
    assertTrue(
        err.toString()
            .contains(
                "nothing of '"
                    + photos
                    + "' is to be read: 3 files or folders are hidden, or a system's or file"
                    + " manager's own, and 4 are excluded (--all reads them too)"),
        err.toString());
  }

  @Test
  void shouldRefusePatternsWithoutMeaning() {
    assertEquals(ExitCode.USAGE.code(), classify("--exclude=[z-a]"), () -> err.toString());
    assertTrue(err.toString().contains("--exclude '[z-a]' is not a pattern"), err.toString());
  }
}
