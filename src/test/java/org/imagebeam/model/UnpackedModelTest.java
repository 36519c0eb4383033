package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.download.FetchLog;
import org.imagebeam.testing.Meanwhile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedModelTest {
  @TempDir Path temp;

  @Test
  void shouldMissAFileThatAnotherProcessReplacesMeanwhile() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("model"));
    Path file = Files.writeString(folder.resolve("graph.pb"), "abc");
    FetchLog.Entry entry =
        new FetchLog.Entry("model", "x", "x", 3, "s", null, "now", UnpackedModel.describe(folder));
    FetchLog log = new FetchLog(temp);
    log.put(entry);
    assertEquals(1, entry.files().size());
    int acts =
        Meanwhile.run(
            2_000,
            () -> Meanwhile.toggle(file),
            () -> {
              UnpackedModel.find(log, "model", folder);
              UnpackedModel.isSound(entry, folder);
              return null;
            });
    assertTrue(acts > 0);
    Files.deleteIfExists(file);
    assertTrue(UnpackedModel.find(log, "model", folder).isEmpty());
    assertFalse(UnpackedModel.isSound(entry, folder));
  }
}
