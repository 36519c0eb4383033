package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.imagebeam.testing.Typescript;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a run shows of its progress, in a log and on a terminal. */
@Timeout(300)
class ClassifyCommandProgressTest {
  private static final int IMAGES = 60;
  private static final int COLUMNS = 44;

  @TempDir Path temp;
  private Path photos;
  private Path model;

  @BeforeEach
  void prepare() throws IOException {
    photos = Files.createDirectory(temp.resolve("photos"));
    for (int i = 0; i < IMAGES; i++) {
      Files.write(photos.resolve(i + ".png"), Images.png(20, 20, i));
    }
    Files.writeString(photos.resolve("broken.png"), "garbage");
    model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
  }

  private List<String> command(List<String> flags, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "classify"));
    command.add("--model=" + model);
    command.add("--modelCache=" + temp.resolve("cache"));
    command.addAll(List.of(options));
    return command;
  }

  /** Runs one that writes its rows to standard output. */
  private String rows(Path err, String... options) throws Exception {
    Process process =
        new ProcessBuilder(command(List.of("-Dimagebeam.progressMillis=1"), options))
            .redirectError(err.toFile())
            .start();
    String rows = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), Files.readString(err));
    return rows;
  }

  @Test
  void shouldTellALogAndLeaveTheRowsAlone() throws Exception {
    Path err = temp.resolve("err");
    String shown = rows(err, "--input=" + photos, "--output=-");
    List<String> lines = Files.readAllLines(err);
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("classifying: \\d+ of 61 images.*")),
        lines.toString());
    Path quiet = temp.resolve("quiet");
    assertEquals(shown, rows(quiet, "--input=" + photos, "--output=-", "--quiet"));
    assertEquals(IMAGES + 1, shown.lines().count());
    String said = Files.readString(quiet);
    assertFalse(said.contains(" images, "), said);
    assertFalse(said.contains("listing"), said);
    assertTrue(said.contains("classified 60, failed 1 (decode 1)"), said);
  }

  @Test
  void shouldKeepBarAndLinesApartOnATerminal() throws Exception {
    Typescript.assumeThere();
    Path pipe = temp.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    List<String> flags = List.of("-Dimagebeam.terminal=/dev/tty", "-Dimagebeam.columns=" + COLUMNS);
    String command =
        command(flags, "--input=@" + pipe, "--output=" + temp.resolve("x.csv")).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    try (Typescript run = Typescript.start(command, Map.of())) {
      run.await("Ctrl-C ends that");
      run.await("\rlisting: 0 images so far");
      try (OutputStream list = Files.newOutputStream(pipe)) {
        for (int i = 0; i < IMAGES; i++) {
          list.write((photos.resolve(i + ".png") + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
      assertEquals(0, run.exitCode(), run.toString());
      String screen = String.join("\n", run.screen());
      assertTrue(screen.matches("(?s)(.*\n)?[-0-9T:.+Z]+ WARN [^\n]*Ctrl-C ends that\n.*"), screen);
      assertTrue(screen.contains("\nlisting: 60 images so far, "), screen);
      assertTrue(screen.contains("\nclassified 60, failed 0, in "), screen);
      assertEquals(screen.indexOf("listing"), screen.lastIndexOf("listing"), screen);
      for (String piece : run.pieces()) {
        assertTrue(!piece.contains("images so far") || piece.length() < COLUMNS, piece);
      }
    }
  }
}
