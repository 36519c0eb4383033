package org.imagebeam.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NewFoldersTest {
  @TempDir Path temp;

  @Test
  void shouldMakeFoldersThatAnotherRemovesMeanwhile() throws Exception {
    Path above = temp.resolve("a");
    Path folder = above.resolve("b");
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    Future<Integer> remover =
        thread.submit(
            () -> {
              int removed = 0;
              while (!done.get()) {
                removed += remove(folder) + remove(above);
              }
              return removed;
            });
    try {
      for (int i = 0; i < 20_000; i++) {
        NewFolders.create(folder.resolve("file").toString(), folder);
      }
    } finally {
      done.set(true);
      thread.shutdown();
    }
    assertTrue(remover.get() > 0);
  }

  private static int remove(Path folder) {
    try {
      return Files.deleteIfExists(folder) ? 1 : 0;
    } catch (IOException e) {
      // The other has made a folder in it.
      return 0;
    }
  }

  @Test
  void shouldNameTheFileThatStandsInPlaceOfAFolder() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");
    OutputException e =
        assertThrows(
            OutputException.class, () -> NewFolders.create("target", file.resolve("folder")));
    assertEquals(
        "cannot write target: " + file + " is a file where a folder is needed; name another path",
        e.getMessage());
  }
}
