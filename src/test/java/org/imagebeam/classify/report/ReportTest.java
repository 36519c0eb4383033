package org.imagebeam.classify.report;

import static org.imagebeam.classify.report.ReportFixture.FAILURES_HEADER;
import static org.imagebeam.classify.report.ReportFixture.RESULTS_HEADER;
import static org.imagebeam.classify.report.ReportFixture.blocks;
import static org.imagebeam.classify.report.ReportFixture.failure;
import static org.imagebeam.classify.report.ReportFixture.lines;
import static org.imagebeam.classify.report.ReportFixture.meta;
import static org.imagebeam.classify.report.ReportFixture.result;
import static org.imagebeam.classify.report.ReportFixture.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.local.OutputException;
import org.imagebeam.thumbnail.ThumbnailFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in a page; how it looks and behaves is tested in a browser. */
class ReportTest {
  @TempDir Path temp;

  @Test
  void shouldHoldTheRowsOfBothTables() throws IOException {
    Path table =
        write(
            temp.resolve("x.csv"),
            RESULTS_HEADER,
            result("/p/a.jpg", "m1", "cat", 0.80724, 0.1),
            result("/p/q/b.jpg", "m1", "dog", 0.5, -12.34567),
            "/p/c.jpg,1,,m1,,,,,,,,,aaaaaaaaaa\r\n");
    write(
        temp.resolve("x.failures.csv"),
        FAILURES_HEADER,
        failure("/p/d.jpg", "m1", "decode", "bad"));
    Path page = report(table.toString());
    assertEquals(temp.resolve("x.html"), page);
    assertEquals(
        List.of(
            "/p/a.jpg | cat 8072 other 1000",
            "/p/q/b.jpg | dog 5000 other -123457",
            "/p/c.jpg |",
            "/p/d.jpg | decode | bad"),
        lines(page));
    assertEquals("[\"m1\"]", meta(page).get("models").toString());
    assertTrue(
        meta(page).get("written").asText().matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC"));
  }

  @Test
  void shouldReadJsonLines() throws IOException {
    Path table =
        write(
            temp.resolve("x.jsonl"),
            """
            {"image":"/p/a.jpg","model":"m1","labels":[{"label":"cat","score":0.5},{"label":"far","score":null}],"heads":{"colour":[{"label":"red","score":0.25}]},"settings":"s"}
            {"image":"/p/b.jpg","model":"m1","labels":[],"settings":"s"}
            {"image":"/p/e.jpg","model":"m1","embedding":[1,2],"settings":"s"}
            """);
    write(
        temp.resolve("x.failures.jsonl"),
        "{\"image\":\"/p/d.jpg\",\"model\":\"m1\",\"stage\":\"read\",\"error\":\"E\",\"message\":\"gone\"}\n");
    Path page = report(table.toString());
    assertEquals(temp.resolve("x.jsonl.html"), page);
    assertEquals(
        List.of(
            "/p/a.jpg | cat 5000 far null | red 2500",
            "/p/b.jpg |",
            "/p/e.jpg",
            "/p/d.jpg | read | gone"),
        lines(page));
    assertEquals("[\"\",\"colour\"]", meta(page).get("outputs").toString());
  }

  @Test
  void shouldHoldFiveLabelsOfEachOutput() throws IOException {
    StringBuilder header = new StringBuilder("image,size_bytes,modified,model");
    StringBuilder row = new StringBuilder("/p/a.jpg,1,,m1");
    for (String head : List.of("", "colour_")) {
      for (int i = 1; i <= 7; i++) {
        header.append(
            String.format(
                ",%1$slabel_%2$d,%1$sscore_%2$d,%1$snode_id_%2$d,%1$ssynset_%2$d", head, i));
        row.append(",")
            .append(head)
            .append("l")
            .append(i)
            .append(",0.")
            .append(8 - i)
            .append(",1,n");
      }
    }
    Path page =
        report(write(temp.resolve("x.csv"), header + ",settings\r\n", row + ",s\r\n").toString());
    assertEquals(
        List.of(
            "/p/a.jpg | l1 7000 l2 6000 l3 5000 l4 4000 l5 3000"
                + " | colour_l1 7000 colour_l2 6000 colour_l3 5000 colour_l4 4000 colour_l5 3000"),
        lines(page));
    assertEquals("[\"\",\"colour\"]", meta(page).get("outputs").toString());
  }

  @Test
  void shouldWriteNothingThatEndsItsElement() throws IOException {
    String label = "</script><script>alert(1)</script>\"&amp; 'x'";
    Path table =
        write(
            temp.resolve("x.csv"),
            RESULTS_HEADER,
            result(cell("/p/<b>&</script>.jpg"), "m1", cell(label), 0.5, 0.1));
    Path page = temp.resolve("y.html");
    Report.write(
        "<h1>\"&", ReportTables.of(List.of(table.toString())), new ReportPlace(page.toString()));
    assertEquals(List.of("/p/<b>&</script>.jpg | " + label + " 5000 other 1000"), lines(page));
    String text = Files.readString(page);
    assertFalse(text.contains("alert(1)</script>"), text);
    assertTrue(text.contains("<h1>&lt;h1&gt;&quot;&amp;</h1>"), text);
    assertEquals(
        4, text.split("</script>", -1).length, "the rows, what is said of all, the script");
  }

  @Test
  void shouldTakeHalfACharacter() throws IOException {
    Path table =
        write(
            temp.resolve("x.jsonl"),
            "{\"image\":\"/p\\ud800/\\udc00.jpg\",\"model\":\"m\",\"labels\":[{\"label\":\"\\ud83d\",\"score\":1}]}\n");
    assertEquals(List.of("/p?/?.jpg | ? 10000"), lines(report(table.toString())));
  }

  @Test
  void shouldCountTheNewestRowsOfAFolder() throws IOException {
    Path folder = temp.resolve("night");
    write(
        folder.resolve("results-20260101T000000000Z.csv"),
        RESULTS_HEADER,
        result("/p/a.jpg", "m1", "old", 0.5, 0.1),
        result("/p/b.jpg", "m1", "only", 0.5, 0.1),
        result("/p/c.jpg", "m1", "was", 0.5, 0.1));
    write(
        folder.resolve("failures-20260101T000000000Z.csv"),
        FAILURES_HEADER,
        failure("/p/d.jpg", "m1", "read", "down"));
    write(
        folder.resolve("results-20260102T000000000Z.jsonl"),
        "{\"image\":\"/p/a.jpg\",\"model\":\"m1\",\"labels\":[{\"label\":\"new\",\"score\":1}]}\n",
        "{\"image\":\"/p/d.jpg\",\"model\":\"m1\",\"labels\":[{\"label\":\"up\",\"score\":1}]}\n");
    write(
        folder.resolve("failures-20260102T000000000Z.jsonl"),
        "{\"image\":\"/p/c.jpg\",\"model\":\"m1\",\"stage\":\"decode\",\"message\":\"broken\"}\n");
    Path page = report(folder.toString());
    assertEquals(folder.resolve("report.html"), page);
    assertEquals(
        List.of(
            "/p/a.jpg | new 10000",
            "/p/b.jpg | only 5000 other 1000",
            "/p/c.jpg | decode | broken",
            "/p/d.jpg | up 10000"),
        lines(page).stream().sorted().toList());
    assertEquals(page, report(folder.resolve("results-20260102T000000000Z.jsonl").toString()));
    assertEquals(3, lines(page).size(), "of that night alone");
  }

  /** As docs/classify.md says: those of the last run's model and settings, or else the newest. */
  @Test
  void shouldCountRowsOfTheLastRunsModelBeforeNewerOnes() throws IOException {
    Path folder = temp.resolve("night");
    write(
        folder.resolve("results-20260101T000000000Z.csv"),
        RESULTS_HEADER,
        result("/p/a.jpg", "m1", "back", 0.5, 0.1),
        result("/p/a2.jpg", "m1", "back", 0.5, 0.1));
    write(
        folder.resolve("results-20260102T000000000Z.csv"),
        RESULTS_HEADER,
        result("/p/a.jpg", "m2", "other", 0.5, 0.1),
        result("/p/a2.jpg", "m1", "newer", 0.5, 0.1),
        result("/p/b.jpg", "m2", "alone", 0.5, 0.1));
    Files.writeString(
        folder.resolve("_METRICS.json"),
        "{\"model\":{\"id\":\"m1\"},\"settings\":{\"id\":\"aaaaaaaaaa\"}}");
    assertEquals(
        List.of(
            "/p/a.jpg | back 5000 other 1000",
            "/p/a2.jpg | newer 5000 other 1000",
            "/p/b.jpg | alone 5000 other 1000"),
        lines(report(folder.toString())).stream().sorted().toList());
    Files.writeString(folder.resolve("_METRICS.json"), "not JSON");
    assertTrue(lines(report(folder.toString())).contains("/p/a.jpg | other 5000 other 1000"));
  }

  @Test
  void shouldCountTheLastOfSeveralTables() throws IOException {
    Path one =
        write(temp.resolve("1.csv"), RESULTS_HEADER, result("/p/a.jpg", "m1", "first", 1, 0));
    Path two =
        write(
            temp.resolve("2.csv"),
            RESULTS_HEADER,
            result("/p/a.jpg", "m2", "second", 1, 0),
            result("/p/b.jpg", "m2", "b", 1, 0));
    Path page = temp.resolve("both.html");
    for (List<String> order :
        List.of(List.of(one.toString(), two.toString()), List.of(two.toString(), one.toString()))) {
      Report.write("both", ReportTables.of(order), new ReportPlace(page.toString()));
      String winner = order.get(1).equals(two.toString()) ? "second" : "first";
      assertEquals(
          List.of("/p/a.jpg | " + winner + " 10000 other 0", "/p/b.jpg | b 10000 other 0"),
          lines(page).stream().sorted().toList());
    }
  }

  @Test
  void shouldPassOverRowsThatAreNotWhole() throws IOException {
    Path table =
        write(
            temp.resolve("x.csv"),
            RESULTS_HEADER,
            "/p/cut.jpg,1\r\n",
            result("/p/a.jpg", "m1", "cat", 0.5, 0.1),
            result("/p/b.jpg", "m1", "cat", 0.5, 0.1).replace("0.5", "half"));
    assertEquals(List.of("/p/a.jpg | cat 5000 other 1000"), lines(report(table.toString())));
    Path folder = temp.resolve("night");
    write(folder.resolve("results-2.csv"), "a,b\r\n1,2\r\n");
    write(
        folder.resolve("results-1.csv"), RESULTS_HEADER, result("/p/a.jpg", "m1", "cat", 0.5, 0.1));
    assertEquals(List.of("/p/a.jpg | cat 5000 other 1000"), lines(report(folder.toString())));
    IOException e =
        assertThrows(IOException.class, () -> report(folder.resolve("results-2.csv").toString()));
    assertTrue(e.getMessage().contains("row 1, is no header of imagebeam's"), e.getMessage());
    try (Stream<Path> files = Files.list(folder)) {
      assertFalse(files.anyMatch(file -> file.toString().endsWith(".tmp")));
    }
  }

  @Test
  void shouldSayWhatIsMissing() throws IOException {
    assertTrue(
        assertThrows(IOException.class, () -> report(temp.resolve("gone.csv").toString()))
            .getMessage()
            .startsWith("there is no file '" + temp.resolve("gone.csv") + "'"));
    assertTrue(
        assertThrows(IOException.class, () -> report(temp.toString()))
            .getMessage()
            .startsWith("in the folder '" + temp + "' is no table"));
  }

  @Test
  void shouldReplaceOnlyReports() throws IOException {
    Path table = write(temp.resolve("x.csv"), RESULTS_HEADER, result("/p/a.jpg", "m", "cat", 1, 0));
    Path page = report(table.toString());
    write(table, RESULTS_HEADER, result("/p/a.jpg", "m", "dog", 1, 0));
    report(table.toString());
    assertEquals(List.of("/p/a.jpg | dog 10000 other 0"), lines(page));
    Files.writeString(page, "<!DOCTYPE html>\n<html lang=\"en\">mine");
    OutputException e = assertThrows(OutputException.class, () -> report(table.toString()));
    assertTrue(e.getMessage().contains("isn't a report of imagebeam's"), e.getMessage());
    assertEquals("<!DOCTYPE html>\n<html lang=\"en\">mine", Files.readString(page));
    Files.delete(page);
    Files.createDirectory(page);
    assertThrows(OutputException.class, () -> report(table.toString()));
  }

  @Test
  void shouldNameThumbnailsThatAreThere() throws IOException {
    Path table =
        write(
            temp.resolve("out/x.csv"),
            RESULTS_HEADER,
            result("/p/a.jpg", "m", "cat", 1, 0),
            result("/p/b.jpg", "m", "cat", 1, 0),
            result("/p/c.jpg", "m", "cat", 1, 0));
    new ThumbnailFolder(temp + "/out/x-thumbnails").write("/p/a.jpg", new byte[] {1});
    new ThumbnailFolder(temp + "/out/my page-thumbnails").write("/p/b.jpg", new byte[] {1});
    Path page = temp.resolve("out/my page.html");
    ReportTables tables = ReportTables.of(List.of(table.toString()));
    Report.write("x", tables, new ReportPlace(page.toString()));
    JsonNode rows = blocks(page).get(0).get("rows");
    assertEquals(ThumbnailFolder.id("/p/a.jpg") + ".1", rows.get(0).get(2).asText());
    assertEquals(ThumbnailFolder.id("/p/b.jpg"), rows.get(1).get(2).asText());
    assertEquals("", rows.get(2).get(2).asText());
    assertEquals(
        "[\"./my%20page-thumbnails/\",\"./x-thumbnails/\"]",
        meta(page).get("thumbnails").toString());
    new ThumbnailFolder(temp + "/far").write("/p/c.jpg", new byte[] {1});
    Report.write("x", tables.withThumbnails(temp + "/far/"), new ReportPlace(page.toString()));
    assertEquals(
        ThumbnailFolder.id("/p/c.jpg") + ".2",
        blocks(page).get(0).get("rows").get(2).get(2).asText());
    assertThrows(IOException.class, () -> tables.withThumbnails(temp + "/nowhere"));
  }

  private static String cell(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private static Path report(String output) throws IOException {
    ReportPlace place = ReportTables.placeOf(output);
    Report.write("title", ReportTables.of(List.of(output)), place);
    return Path.of(place.page());
  }
}
