package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.imagebeam.testing.TinyGraphs;
import org.junit.jupiter.api.Test;

/** Runs that add to a ledger. */
class ClassifyPipelineLedgerTest extends ClassifyPipelineFixture {
  @Test
  void shouldAddToALedgerOnlyWhatIsNew() throws IOException {
    addImages(0, 5);
    Files.writeString(photos.resolve("note.txt"), "hello");
    ClassifyOptions options = options();
    options.setOutput(temp + "/ledger/");
    ClassifySummary first = run(options);
    assertEquals(5, first.classified());
    addImages(5, 7);
    Files.setLastModifiedTime(photos.resolve("p002.png"), FileTime.fromMillis(1_000_000));
    ClassifySummary second = run(options);
    assertEquals(4, second.skipped() - 1, "four images and the failure were done");
    assertEquals(
        List.of(photos + "/p002.png", photos + "/p005.png", photos + "/p006.png"),
        paths(Path.of(second.results())));
    assertEquals(0, second.failedTotal());
    ClassifySummary third = run(options);
    assertEquals(0, third.classified());
    assertEquals(8, third.skipped());
    assertEquals(
        2, names(temp.resolve("ledger")).stream().filter(n -> n.startsWith("results-")).count());
  }

  @Test
  void shouldRunALedgerAgainForAnotherModel() throws IOException {
    addImages(0, 3);
    ClassifyOptions options = options();
    options.setOutput(temp + "/ledger/");
    run(options);
    Path other =
        TinyGraphs.writeModelFolder(Files.createDirectory(temp.resolve("other")), 16, 9, 6);
    options.setModel(other.toString());
    assertEquals(3, run(options).classified());
  }

  @Test
  void shouldGoOnWhereALedgerHoldsTablesOfOthers() throws IOException {
    addImages(0, 2);
    Path ledger = Files.createDirectory(temp.resolve("ledger"));
    Files.writeString(ledger.resolve("results-1.csv"), "nonsense\r\n");
    ClassifyOptions options = options();
    options.setOutput(ledger.toString());
    ClassifySummary first = run(options);
    assertEquals(2, first.classified());
    String table = Files.readString(Path.of(first.results()));
    Files.writeString(Path.of(first.results()), table.substring(0, table.length() - 20));
    ClassifySummary second = run(options);
    assertEquals(List.of(photos + "/p001.png"), paths(Path.of(second.results())));
    assertEquals("nonsense\r\n", Files.readString(ledger.resolve("results-1.csv")));
    assertEquals(2, run(options).skipped());
  }
}
