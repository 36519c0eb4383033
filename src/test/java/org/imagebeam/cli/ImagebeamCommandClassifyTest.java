package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.Images;
import org.junit.jupiter.api.Test;

/** What {@code classify} writes and says. */
class ImagebeamCommandClassifyTest extends ImagebeamCommandFixture {
  @Test
  void shouldClassifyAndSayHowItWent() throws IOException {
    Files.writeString(photos.resolve("b.png"), "text");
    assertEquals(ExitCode.OK.code(), run(args()));
    List<String> lines = out.toString().lines().toList();
    assertTrue(
        lines
            .get(0)
            .matches("classified 1, failed 1 \\(decode 1\\), in [0-9.]+ s \\([0-9.]+ images/s\\)"),
        lines.get(0));
    assertEquals("results:  " + temp + "/x.csv", lines.get(1));
    assertEquals("failures: " + temp + "/x.failures.csv", lines.get(2));
    assertEquals("metrics:  " + temp + "/x.csv.metrics.json", lines.get(3));
    assertEquals(4, lines.size());
    assertEquals("", err.toString());
    assertTrue(Files.exists(temp.resolve("x.csv")));
  }

  @Test
  void shouldSayWhatALedgerHasAlready() {
    assertEquals(0, run(args("--output=" + temp + "/ledger/")));
    assertEquals(0, run(args("--output=" + temp + "/ledger/")));
    assertTrue(out.toString().contains("classified 0, failed 0, skipped 1 done before, in "));
    assertTrue(out.toString().contains("\nresults:  none\nfailures: none\nmetrics:  "));
  }

  @Test
  void shouldAddUpInputs() throws IOException {
    Path more = Files.createDirectory(temp.resolve("more, and more"));
    Files.write(more.resolve("b.png"), Images.png(20, 20, 2));
    Path list = Files.writeString(temp.resolve("list.txt"), photos + "/a.png\n");
    Path file = Files.writeString(temp.resolve("job.args"), "--input=" + temp + "/none\n");
    assertEquals(
        0, run(args("@" + file, "--input=@" + list, "--input", more.toString())), err.toString());
    assertTrue(out.toString().startsWith("classified 2, failed 0"), out.toString());
    out.getBuffer().setLength(0);
    assertEquals(
        0,
        run("classify", "--input", "@" + list, "--output=" + temp + "/y.csv", "--model=" + model));
    assertTrue(out.toString().startsWith("classified 1, failed 0"), out.toString());
  }

  @Test
  void shouldKeepTheFilesOfOutputsApart() throws IOException {
    for (String output : List.of("a", "b.csv", "a.csv", "a.txt", "a.CSV")) {
      Files.writeString(photos.resolve(output.length() + ".txt"), "text");
      assertEquals(0, run(args("--output=" + temp + "/out/" + output)), err.toString());
    }
    try (Stream<Path> files = Files.list(temp.resolve("out"))) {
      assertEquals(15, files.count());
    }
    assertEquals(2, Files.readAllLines(temp.resolve("out/a.failures")).size());
    assertEquals(3, Files.readAllLines(temp.resolve("out/a.failures.csv")).size());
    assertEquals(0, run("show", temp + "/out/a"), err.toString());
    assertTrue(out.toString().contains("photos/1.txt  failed"), out.toString());
    assertFalse(out.toString().contains("photos/5.txt"), out.toString());
  }

  @Test
  void shouldRefuseInvalidValues() {
    assertFails(ExitCode.USAGE, "--topK must be at least 1, not 0", args("--topK=0"));
    assertFails(ExitCode.USAGE, "many", args("--topK=many"));
    assertFails(ExitCode.USAGE, "--exif must be apply or ignore", args("--exif=maybe"));
    assertFails(ExitCode.USAGE, "--decode must be exact or fast", args("--decode=FAST"));
    assertFails(ExitCode.USAGE, "NoSuchRunner", args("--runner=NoSuchRunner"));
  }

  @Test
  void shouldReportThatNothingMatches() {
    assertFails(
        ExitCode.NO_INPUT,
        "nothing matches '" + temp + "/none'",
        args("--input=" + temp + "/none"));
    assertFails(ExitCode.NO_INPUT, "can't read the list 'no.txt'", args("--input=@no.txt"));
    assertFalse(Files.exists(temp.resolve("x.csv")));
    assertFalse(Files.exists(temp.resolve("x.failures.csv")));
    assertFalse(Files.exists(temp.resolve("x.csv.metrics.json")));
  }

  @Test
  void shouldTakeBeamsOtherOptions() {
    assertEquals(0, run(args("--targetParallelism=1", "--jobName=night")), err.toString());
  }

  @Test
  void shouldRefuseToGoOnFromOtherSettings() throws IOException {
    Path work = Files.createDirectories(temp.resolve(".x.csv.work/parts")).getParent();
    Files.writeString(work.resolve("parts/results-1.csv"), "x");
    for (String run :
        List.of("{\"run\":\"x\",\"settings\":\"y\"}", "{", "{\"run\":\"x\",\"attempt\":\"1\"}")) {
      Files.writeString(work.resolve("run.json"), run);
      assertFails(ExitCode.USAGE, "remove that folder to start anew", args());
      assertTrue(Files.exists(work.resolve("parts/results-1.csv")));
    }
  }
}
