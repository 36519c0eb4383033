package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists of images that another program writes while they are read. */
@Timeout(300)
class ClassifyCommandPipeTest {
  @TempDir Path temp;
  private Path photo;
  private Path model;

  @BeforeEach
  void prepare() throws IOException {
    photo = Files.write(temp.resolve("a.png"), Images.png(20, 20, 1));
    model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
  }

  @Test
  void shouldSayThatAPipeIsWaitedFor() throws Exception {
    Path pipe = temp.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    List<String> command = new ArrayList<>(java());
    Collections.addAll(command, classify("@" + pipe));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> lines = new ArrayList<>();
      String line = said.readLine();
      while (line != null && !line.contains("waiting for another program")) {
        lines.add(line);
        line = said.readLine();
      }
      assertTrue(
          String.valueOf(line)
              .endsWith(
                  "waiting for another program to write the list '" + pipe + "'; Ctrl-C ends that"),
          lines + " " + line);
      Files.writeString(pipe, photo + "\n");
      said.lines().forEach(lines::add);
      assertEquals(0, process.waitFor(), lines.toString());
    }
    assertOneRow();
  }

  @Test
  void shouldReadProcessSubstitutions() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/fd/0")), "this machine has no /dev/fd");
    Path bash = Path.of("/bin/bash");
    Assumptions.assumeTrue(Files.exists(bash), "this machine has no bash");
    List<String> command = new ArrayList<>(List.of(bash.toString(), "-c"));
    command.add("folder=$1; shift; exec \"$@\" --input=@<(find \"$folder\" -name '*.png')");
    Collections.addAll(command, "bash", temp.toString());
    command.addAll(java());
    Collections.addAll(command, classify(""));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertOneRow();
  }

  @Test
  void shouldWriteNothingButRowsToStandardOutput() throws Exception {
    Process process =
        new ProcessBuilder(standardOutput()).redirectError(temp.resolve("err").toFile()).start();
    String rows = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = Files.readString(temp.resolve("err"));
    assertEquals(0, process.waitFor(), err);
    assertTrue(rows.startsWith("{\"image\":\"" + photo + "\","), rows);
    assertEquals(1, rows.lines().count(), rows);
    assertTrue(err.contains("classified 1, failed 0"), err);
  }

  /** As behind {@code head}, which ends when it has what it wants. */
  @Test
  void shouldEndQuietlyIfNobodyReads() throws Exception {
    Process process =
        new ProcessBuilder(standardOutput()).redirectError(temp.resolve("err").toFile()).start();
    process.getInputStream().close();
    assertEquals(141, process.waitFor());
    String err = Files.readString(temp.resolve("err"));
    assertEquals(0, err.lines().filter(line -> line.startsWith("imagebeam:")).count(), err);
    assertFalse(err.contains("Exception"), err);
  }

  @Test
  void shouldSayThatStandardOutputIsFull() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "this machine has no /dev/full");
    Process process =
        new ProcessBuilder(standardOutput())
            .redirectOutput(full.toFile())
            .redirectError(temp.resolve("err").toFile())
            .start();
    assertEquals(7, process.waitFor());
    String err = Files.readString(temp.resolve("err"));
    assertTrue(err.contains("imagebeam: cannot write standard output: No space left"), err);
  }

  private List<String> standardOutput() {
    List<String> command = new ArrayList<>(java());
    Collections.addAll(command, classify(photo.toString()));
    command.replaceAll(word -> word.startsWith("--output=") ? "--output=-" : word);
    command.add("--format=jsonl");
    return command;
  }

  private static List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName());
  }

  private String[] classify(String input) {
    List<String> words = new ArrayList<>(List.of("classify", "--model=" + model));
    words.add("--output=" + temp.resolve("x.csv"));
    words.add("--modelCache=" + temp.resolve("cache"));
    if (!input.isEmpty()) {
      words.add("--input=" + input);
    }
    return words.toArray(String[]::new);
  }

  private void assertOneRow() throws IOException {
    List<String> rows = Files.readAllLines(temp.resolve("x.csv"));
    assertEquals(2, rows.size(), rows.toString());
    assertTrue(rows.get(1).startsWith(photo + ","), rows.get(1));
  }
}
