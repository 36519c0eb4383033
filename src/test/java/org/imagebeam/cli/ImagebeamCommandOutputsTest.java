package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.local.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that {@code classify} refuses to write. */
class ImagebeamCommandOutputsTest extends ImagebeamCommandFixture {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "list.txt",
        "job.args",
        "link.csv",
      })
  void shouldNotReplaceWhatItHasNotWritten(String output) throws IOException {
    Path list = Files.writeString(temp.resolve("list.txt"), photos + "/a.png\n");
    Files.writeString(temp.resolve("job.args"), "--topK=3\n");
    Files.createSymbolicLink(temp.resolve("link.csv"), list);
    byte[] before = Files.readAllBytes(temp.resolve(output));
    assertFails(
        ExitCode.OUTPUT,
        "there is a file which isn't a table of imagebeam's, and is not replaced",
        args("@" + temp + "/job.args", "--input=@" + list, "--output=" + temp + "/" + output));
    assertArrayEquals(before, Files.readAllBytes(temp.resolve(output)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "photos/a.png",
        "model/classify_image_graph_def.pb",
        "x.xlsx",
        "x.parquet",
        "x.json",
      })
  void shouldRefuseNamesOfOtherFormats(String output) {
    String name = output.substring(output.lastIndexOf('/') + 1);
    assertFails(
        ExitCode.USAGE,
        "--output '" + name + "' ends as the name of",
        args("--output=" + temp + "/" + output));
    assertFalse(Files.exists(temp.resolve("x.xlsx")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_METRICS.json",
        "x.failures.csv",
        "x.csv.metrics.json",
        "x.failures",
        "results-20260101T000000000Z.csv",
        ".x.csv.work",
      })
  void shouldRefuseNamesOfOtherFiles(String output) {
    assertFails(
        ExitCode.USAGE,
        "the name '" + output + "' is kept for",
        args("--output=" + temp + "/" + output));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.csv", "x.failures.csv", "x.csv.metrics.json"})
  void shouldFindOutAtTheStartWhatCannotBeWritten(String file) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("out/" + file));
    Files.createFile(folder.resolve("inside"));
    boolean ledger = file.equals("x.csv");
    assertFails(
        ledger ? ExitCode.NO_INPUT : ExitCode.OUTPUT,
        ledger ? "nothing matches" : "it is a folder",
        args("--output=" + temp + "/out/x.csv", "--input=" + temp + "/none"));
    try (Stream<Path> files = Files.list(temp.resolve("out"))) {
      assertEquals(List.of(folder), files.toList());
    }
  }

  @Test
  void shouldRefuseTwoOfItsFilesInOne() throws IOException {
    assertEquals(0, run(args()));
    Files.delete(temp.resolve("x.failures.csv"));
    Files.createSymbolicLink(temp.resolve("x.failures.csv"), temp.resolve("x.csv"));
    assertFails(ExitCode.OUTPUT, "by a link it is the same file as", args());
    Files.delete(temp.resolve("x.csv"));
    assertFails(ExitCode.OUTPUT, "it is a device or a pipe", args("--output=/dev/null"));
  }

  @Test
  void shouldReportAnOutputThatCannotBeWritten() {
    assertFails(
        ExitCode.OUTPUT,
        "a.png is a file where a folder is needed",
        args("--output=" + photos + "/a.png/x.csv"));
  }
}
