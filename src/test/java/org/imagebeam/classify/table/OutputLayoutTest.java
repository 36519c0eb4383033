package org.imagebeam.classify.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
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
  void shouldKnowItsOwnFiles() throws IOException {
    OutputLayout file = OutputLayout.of(folder + "/x.csv");
    assertTrue(file.owns(folder + "/x.csv"));
    assertTrue(file.owns(folder + "/x.failures.csv"));
    assertTrue(file.owns(folder + "/x.csv.metrics.json"));
    assertTrue(file.owns(folder + "/.x.csv.work/parts/results-1.csv"));
    assertFalse(file.owns(folder + "/y.csv"));
    assertFalse(file.owns(folder + "/sub/x.csv"));
    assertFalse(file.owns("/elsewhere/x.csv"));
    OutputLayout ledger = OutputLayout.of(folder + "/");
    assertTrue(ledger.owns(folder + "/results-20260101T000000000Z.csv"));
    assertTrue(ledger.owns(folder + "/failures-1.csv"));
    assertTrue(ledger.owns(folder + "/_SETTINGS.json"));
    assertFalse(file.owns(folder + "/_SETTINGS.json"), "only a ledger has it");
    assertFalse(ledger.owns(folder + "/cat.jpg"));
    assertFalse(ledger.owns(folder + "/sub/results-1.csv"));
  }
}
