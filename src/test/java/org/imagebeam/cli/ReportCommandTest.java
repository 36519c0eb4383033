package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.Images;
import org.imagebeam.thumbnail.ThumbnailFolder;
import org.junit.jupiter.api.Test;

class ReportCommandTest extends ImagebeamCommandFixture {
  @Test
  void shouldWriteAPageWithClassify() throws IOException {
    assertEquals(0, run(args("--report")), err.toString());
    assertTrue(out.toString().contains("\nreport:   " + temp + "/x.html\n"), out.toString());
    assertTrue(
        Files.exists(
            temp.resolve("x-thumbnails").resolve(ThumbnailFolder.name(photos + "/a.png"))));
    assertEquals(0, run(args("--report=" + temp + "/my.html")), err.toString());
    assertTrue(out.toString().contains("\nreport:   " + temp + "/my.html\n"), out.toString());
    assertTrue(Files.exists(temp.resolve("my-thumbnails")));
    assertFails(ExitCode.USAGE, "'my.pdf', and has to be a page's name", args("--report=my.pdf"));
  }

  @Test
  void shouldWriteAPageOfTablesThatAreThere() throws IOException {
    classify("--report");
    Files.delete(temp.resolve("x.html"));
    assertEquals(0, run("report", temp + "/x.csv"), err.toString());
    assertEquals("images: 1\nreport: " + temp + "/x.html\n", out.toString());
    String id = ThumbnailFolder.id(photos + "/a.png");
    assertTrue(page("x.html").contains("\"a.png\",\"" + id + "\""));
    assertTrue(page("x.html").contains("<title>x.csv</title>"));

    Files.write(photos.resolve("b.png"), Images.png(20, 20, 2));
    run(args("--output=" + temp + "/night/"));
    assertEquals(
        0,
        run("report", temp + "/x.csv", temp + "/night/", "--output=" + temp + "/all.html"),
        err.toString());
    assertTrue(
        out.toString().endsWith("\nimages: 2\nreport: " + temp + "/all.html\n"), out.toString());
    assertTrue(page("all.html").contains("<title>x.csv, night</title>"));
    assertTrue(page("all.html").contains("\"a.png\",\"" + id + "\""), "by the thumbnails of x.csv");
    Files.move(temp.resolve("x-thumbnails"), temp.resolve("small"));
    assertEquals(0, run("report", temp + "/night", "--thumbnails=" + temp + "/small"));
    assertTrue(page("night/report.html").contains("\"a.png\",\"" + id + "\""));
    assertTrue(page("night/report.html").contains("\"thumbnails\":[\"./../small/\"]"));
  }

  /** A shell's night/*.csv. */
  @Test
  void shouldPassOverTablesOfGoneImages() throws IOException {
    classify("--output=" + temp + "/night/");
    Path gone =
        Files.writeString(
            temp.resolve("night/gone-20200101T000000000Z.csv"),
            "image,size_bytes,modified\r\n/a,1,\r\n");
    String results = null;
    try (var files = Files.list(temp.resolve("night"))) {
      results =
          files.map(Path::toString).filter(f -> f.contains("results-")).findFirst().orElseThrow();
    }
    assertEquals(0, run("report", gone.toString(), results), err.toString());
    assertEquals("images: 1\nreport: " + temp + "/night/report.html\n", out.toString());
    assertFails(ExitCode.OUTPUT, "lists images that are gone", "report", gone.toString());
  }

  @Test
  void shouldSayWhatIsWrong() throws IOException {
    assertFails(
        ExitCode.OUTPUT, "there is no file '" + temp + "/gone.csv'", "report", temp + "/gone.csv");
    assertFails(ExitCode.OUTPUT, "is no table", "report", photos.toString());
    Path other = Files.writeString(temp.resolve("other.csv"), "a,b\n");
    assertFails(ExitCode.OUTPUT, "is no header of imagebeam's", "report", other.toString());
    run(args());
    assertFails(
        ExitCode.USAGE,
        "'y.txt', and has to be a page's name, which ends in .html",
        "report",
        temp + "/x.csv",
        "--output=y.txt");
    assertFails(
        ExitCode.OUTPUT,
        "there is no folder '" + temp + "/none'",
        "report",
        temp + "/x.csv",
        "--thumbnails=" + temp + "/none");
    Files.writeString(temp.resolve("x.html"), "mine");
    assertFails(ExitCode.OUTPUT, "isn't a report of imagebeam's", "report", temp + "/x.csv");
    assertEquals("mine", page("x.html"));
  }

  private String page(String name) throws IOException {
    return Files.readString(temp.resolve(name));
  }
}
