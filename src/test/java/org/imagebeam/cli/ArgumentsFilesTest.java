package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The argument files in {@code pipelines}. */
class ArgumentsFilesTest extends CommandFixture {
  private static final Path PIPELINES = Path.of("pipelines");
  private static final Path NIGHTLY = PIPELINES.resolve("nightly/nightly.args");
  private static final String EXAMPLE = "#   scripts/imagebeam @";

  static Stream<Path> files() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.walk(PIPELINES)) {
      files = found.filter(file -> file.toString().endsWith(".args")).sorted().toList();
    }
    assertTrue(files.size() >= 6, files.toString());
    return files.stream();
  }

  /** Its comment shows how it is used, with what has to be added. */
  @ParameterizedTest
  @MethodSource("files")
  void shouldParseAsItsCommentShows(Path file) throws IOException {
    List<String> examples =
        Files.readAllLines(file).stream().filter(line -> line.startsWith(EXAMPLE)).toList();
    assertTrue(!examples.isEmpty(), "the comment of " + file + " has no example");
    for (String example : examples) {
      String[] words = example.substring(EXAMPLE.length() - 1).split(" ");
      assertEquals("@" + file, words[0]);
      ParseResult parsed = parse(words);
      assertTrue(parsed.hasSubcommand(), example);
    }
  }

  private ParseResult parse(String... words) {
    CommandLine program = new ImagebeamCommand(printer(), printer()).commandLine();
    Arguments arguments = Arguments.of(words);
    return program.parseArgs(arguments.effective(program.getCommandSpec()));
  }

  private PrintWriter printer() {
    return new PrintWriter(err, true);
  }

  @Test
  void shouldGoOnEachNightWhereTheLastOneEnded(@TempDir Path temp) throws IOException {
    Path images = Files.createDirectory(temp.resolve("images"));
    Path model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
    Path night = temp.resolve("night");
    String[] words = {
      "@" + NIGHTLY, "--input=" + images, "--output=" + night + "/", "--model=" + model
    };
    Files.write(images.resolve("a.png"), Images.png(20, 20, 1));
    assertEquals(0, run(words), err.toString());
    assertEquals(List.of("a.png"), classified(night));
    Files.write(images.resolve("b.png"), Images.png(20, 20, 2));
    assertEquals(0, run(words), err.toString());
    assertEquals(List.of("a.png", "b.png"), classified(night));
  }

  @Test
  void shouldFailANightWithTooManyFailures(@TempDir Path temp) throws IOException {
    Path model = TinyGraphs.writeModelFolder(temp.resolve("model"), 16, 9, 5);
    Path images = Files.createDirectory(temp.resolve("images"));
    for (int i = 0; i < 9; i++) {
      Files.write(images.resolve(i + ".png"), Images.png(20, 20, i));
    }
    Files.writeString(images.resolve("none.png"), "no image");
    assertEquals(
        14,
        run("@" + NIGHTLY, "--input=" + images, "--output=" + temp + "/n/", "--model=" + model),
        err.toString());
    assertTrue(err.toString().contains("more than 0.05 of them"), err.toString());
    assertEquals(9, classified(temp.resolve("n")).size());
  }

  /** Names of the images that have a row among the results, of all nights. */
  private static List<String> classified(Path night) throws IOException {
    List<Path> tables;
    try (Stream<Path> files = Files.list(night)) {
      tables = files.filter(file -> file.getFileName().toString().startsWith("results-")).toList();
    }
    Stream<String> rows = Stream.empty();
    for (Path table : tables) {
      rows = Stream.concat(rows, Files.readAllLines(table).stream().skip(1));
    }
    return rows.map(row -> Path.of(row.split(",", 2)[0]).getFileName().toString())
        .sorted()
        .toList();
  }
}
