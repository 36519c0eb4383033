package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Assumptions;
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
    Assumptions.assumeTrue(hasScript(), "this machine has no script of util-linux");
    Assumptions.assumeTrue(!"dumb".equals(System.getenv("TERM")), "the terminal is dumb");
    Path pipe = temp.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    List<String> flags = List.of("-Dimagebeam.terminal=/dev/tty", "-Dimagebeam.columns=" + COLUMNS);
    String command =
        command(flags, "--input=@" + pipe, "--output=" + temp.resolve("x.csv")).stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    Process process =
        new ProcessBuilder("script", "-qec", command, "/dev/null")
            .redirectErrorStream(true)
            .start();
    StringBuilder typed = new StringBuilder();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      readUntil(out, typed, "Ctrl-C ends that");
      readUntil(out, typed, "\rlisting: 0 images so far");
      try (OutputStream list = Files.newOutputStream(pipe)) {
        for (int i = 0; i < IMAGES; i++) {
          list.write((photos.resolve(i + ".png") + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
      readUntil(out, typed, "the end of the stream");
      assertEquals(0, process.waitFor(), typed.toString());
    } finally {
      process.destroyForcibly();
    }
    List<String> screen =
        Splitter.on('\n').splitToStream(typed).map(ClassifyCommandProgressTest::shown).toList();
    String all = String.join("\n", screen);
    assertTrue(all.matches("(?s)(.*\n)?[-0-9T:.+Z]+ WARN [^\n]*Ctrl-C ends that\n.*"), all);
    assertTrue(all.contains("\nlisting: 60 images so far, "), all);
    assertTrue(all.contains("\nclassified 60, failed 0, in "), all);
    assertEquals(all.indexOf("listing"), all.lastIndexOf("listing"), all);
    for (String drawn : Splitter.onPattern("[\r\n]+").split(typed)) {
      String bar = drawn.replace("\033[K", "");
      assertTrue(!bar.contains("images so far") || bar.length() < COLUMNS, bar);
    }
  }

  /** Reads up to a text, or to the end. */
  private static void readUntil(BufferedReader out, StringBuilder typed, String text)
      throws IOException {
    while (typed.indexOf(text) < 0) {
      int read = out.read();
      if (read < 0) {
        return;
      }
      typed.append((char) read);
    }
  }

  /** What a terminal shows in the end of what was written to one line. */
  private static String shown(String typed) {
    StringBuilder line = new StringBuilder();
    int at = 0;
    for (int i = 0; i < typed.length(); i++) {
      if (typed.startsWith("\033[K", i)) {
        line.setLength(at);
        i += 2;
      } else if (typed.charAt(i) == '\r') {
        at = 0;
      } else {
        line.replace(at, Math.min(at + 1, line.length()), typed.substring(i, i + 1));
        at++;
      }
    }
    return line.toString();
  }

  private static boolean hasScript() throws Exception {
    try {
      Process process = new ProcessBuilder("script", "--version").redirectErrorStream(true).start();
      String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 && version.contains("util-linux");
    } catch (IOException e) {
      return false;
    }
  }
}
