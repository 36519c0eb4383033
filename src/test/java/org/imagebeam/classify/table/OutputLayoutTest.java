package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.imagebeam.thumbnail.ThumbnailFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLayoutTest {
  @TempDir Path folder;

  @Test
  void shouldWriteExactlyTheFileThatIsNamed() throws IOException {
    OutputLayout layout = OutputLayout.of(folder + "/out/x.csv");
    assertFalse(layout.ledger());
    assertEquals(folder + "/out/x.csv", layout.results("run"));
    assertEquals(folder + "/out/x.failures.csv", layout.failures("run"));
    assertEquals(folder + "/out/x.csv.metrics.json", layout.metrics());
    assertEquals(folder + "/out/.x.csv.work", layout.workFolder());
  }

  @Test
  void shouldKeepOtherEndings() throws IOException {
    OutputLayout layout = OutputLayout.of(folder + "/x.txt");
    assertEquals(folder + "/x.txt", layout.results(""));
    assertEquals(folder + "/x.failures.txt", layout.failures(""));
  }

  @Test
  void shouldTakeAFolderForALedger() throws IOException {
    for (String output : new String[] {folder.toString(), folder + "/"}) {
      OutputLayout layout = OutputLayout.of(output);
      assertTrue(layout.ledger());
      assertEquals(folder + "/results-r1.csv", layout.results("r1"));
      assertEquals(folder + "/failures-r1.csv", layout.failures("r1"));
      assertEquals(folder + "/.imagebeam.work", layout.workFolder());
    }
    assertTrue(OutputLayout.of(folder + "/none/").ledger());
    assertFalse(OutputLayout.of(folder + "/none").ledger());
    assertEquals("gs://bucket/a/results-r.csv", OutputLayout.of("gs://bucket/a/").results("r"));
  }

  @Test
  void shouldMakeRelativePathsAbsolute() throws IOException {
    String here = Path.of("").toAbsolutePath().toString();
    assertEquals(here + "/x.csv", OutputLayout.of("x.csv").results(""));
    assertEquals("/x.csv", OutputLayout.of("/x.csv").results(""));
  }

  @Test
  void shouldNameFilesByTheFormat() throws IOException {
    OutputLayout file = OutputLayout.of(folder + "/x.jsonl", "");
    assertEquals(folder + "/x.failures.jsonl", file.failures("r"));
    assertEquals(folder + "/x.jsonl.metrics.json", file.metrics());
    OutputLayout ledger = OutputLayout.of(folder + "/", "jsonl");
    assertEquals(folder + "/results-r.jsonl", ledger.results("r"));
    assertEquals(folder + "/failures-r.jsonl", ledger.failures("r"));
    assertTrue(ledger.owns(folder + "/results-r.jsonl"));
    assertTrue(ledger.owns(folder + "/results-r.csv"), "of another night");
    assertTrue(OutputLayout.isOfRun("results-r.jsonl", "r"));
    assertFalse(OutputLayout.isOfRun("results-rr.jsonl", "r"));
  }

  @Test
  void shouldKnowItsOwnEmbeddings() throws IOException {
    String run = "20260101T000000000Z";
    OutputLayout file = OutputLayout.of(folder + "/x.csv");
    assertEquals("x.embeddings-" + run + "-00007.npy", file.embeddings(run, 7));
    assertTrue(file.owns(folder + "/" + file.embeddings(run, 7)));
    assertTrue(file.owns(folder + "/" + file.embeddings(run, 1_234_567)));
    assertFalse(file.owns(folder + "/y.embeddings-" + run + "-00007.npy"));
    assertFalse(file.owns(folder + "/x.embeddings-mine-00007.npy"));
    OutputLayout lines = OutputLayout.of(folder + "/x.jsonl");
    assertEquals("x.embeddings-" + run + "-00007.jsonl.npy", lines.embeddings(run, 7));
    assertEquals(
        "x-embeddings-" + run + "-00007.npy", OutputLayout.of(folder + "/x").embeddings(run, 7));
    assertTrue(lines.owns(folder + "/" + lines.embeddings(run, 7)));
    assertFalse(lines.owns(folder + "/" + file.embeddings(run, 7)), "of another table");
    assertFalse(file.owns(folder + "/" + lines.embeddings(run, 7)), "of another table");
    OutputLayout ledger = OutputLayout.of(folder + "/");
    assertEquals("embeddings-" + run + "-00000.npy", ledger.embeddings(run, 0));
    assertTrue(ledger.owns(folder + "/" + ledger.embeddings(run, 0)));
    assertFalse(ledger.owns(folder + "/embeddings.npy"));
  }

  @Test
  void shouldKnowItsOwnFiles() throws IOException {
    OutputLayout file = OutputLayout.of(folder + "/x.csv");
    assertTrue(file.owns(folder + "/x.csv"));
    assertTrue(file.owns(folder + "/x.failures.csv"));
    assertTrue(file.owns(folder + "/x.csv.metrics.json"));
    assertTrue(file.owns(folder + "/x.html"));
    assertEquals(folder + "/x.html", file.report());
    assertEquals("/a/x.jsonl.html", OutputLayout.of("/a/x.jsonl").report());
    assertTrue(file.owns("/anywhere/" + ThumbnailFolder.name("/p/a.jpg")), "of any report");
    assertTrue(file.owns(folder + "/.x.csv.work/parts/results-1.csv"));
    assertFalse(file.owns(folder + "/y.csv"));
    assertFalse(file.owns(folder + "/sub/x.csv"));
    assertFalse(file.owns("/elsewhere/x.csv"));
    OutputLayout ledger = OutputLayout.of(folder + "/");
    assertTrue(ledger.owns(folder + "/results-20260101T000000000Z.csv"));
    assertTrue(ledger.owns(folder + "/failures-1.csv"));
    assertEquals(folder + "/report.html", ledger.report());
    assertTrue(ledger.owns(folder + "/report.html"));
    assertFalse(ledger.owns(folder + "/x.html"));
    assertTrue(ledger.owns(folder + "/_SETTINGS.json"));
    assertFalse(file.owns(folder + "/_SETTINGS.json"), "only a ledger has it");
    assertFalse(ledger.owns(folder + "/cat.jpg"));
    assertFalse(ledger.owns(folder + "/sub/results-1.csv"));
  }
}
