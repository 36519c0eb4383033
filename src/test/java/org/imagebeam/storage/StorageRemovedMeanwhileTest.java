package org.imagebeam.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.imagebeam.local.UserFolders;
import org.imagebeam.testing.Meanwhile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What another process removes between a look and what follows. */
@Timeout(120)
class StorageRemovedMeanwhileTest {
  @TempDir Path temp;

  @Test
  void shouldWriteIntoAFolderThatOthersRemoveWhileItIsEmpty() throws Exception {
    Path folder = temp.resolve("new");
    String target = folder.resolve("file").toString();
    int removals =
        Meanwhile.run(
            2_000,
            () -> Meanwhile.remove(folder),
            () -> {
              AtomicFile.requireWritable(target);
              return null;
            });
    assertTrue(removals > 0);
  }

  @Test
  void shouldReplaceAFileThatOthersRemove() throws Exception {
    Path file = temp.resolve("file");
    int removals =
        Meanwhile.run(
            2_000,
            () -> Meanwhile.remove(file),
            () -> {
              AtomicFile.write(file.toString(), new byte[] {1});
              return null;
            });
    assertTrue(removals > 0);
  }

  @Test
  void shouldDeleteAFolderThatOthersDelete() throws Exception {
    Path folder = temp.resolve("folder");
    Meanwhile.run(
        1_000,
        () -> {
          Meanwhile.remove(folder.resolve("a/file"));
          Meanwhile.remove(folder.resolve("a"));
          Meanwhile.remove(folder.resolve("b"));
          Meanwhile.remove(folder);
        },
        () -> {
          make(folder);
          Storage.deleteRecursively(folder.toString());
          return null;
        });
    assertFalse(Files.exists(folder));
  }

  private static void make(Path folder) {
    try {
      Files.createDirectories(folder.resolve("a"));
      Files.createDirectory(folder.resolve("b"));
      Files.createFile(folder.resolve("a/file"));
    } catch (IOException e) {
      // The other was quicker.
    }
  }

  @Test
  void shouldMakeTheUsersOwnFolderThatOthersRemove() throws Exception {
    String property = "java.io.tmpdir";
    String before = System.getProperty(property);
    System.setProperty(property, temp.toString());
    try {
      Path own = UserFolders.temporary();
      int removals =
          Meanwhile.run(
              5_000,
              () -> Meanwhile.remove(own),
              () -> {
                UserFolders.requireOwnIfTemporary(own);
                return null;
              });
      assertTrue(removals > 0);
    } finally {
      System.setProperty(property, before);
    }
  }

  @Test
  void shouldReadNoOtherContentThanThatOfTheVersion() throws Exception {
    String file = temp.resolve("file").toString();
    AtomicFile.write(file, new byte[1]);
    AtomicInteger length = new AtomicInteger();
    int replacements =
        Meanwhile.run(
            3_000,
            () -> replace(file, length.incrementAndGet() % 1000),
            () -> {
              FileVersion version = Storage.version(file).orElseThrow();
              try (InputStream in = Storage.open(file, version, 0)) {
                assertEquals(version.sizeBytes(), in.readAllBytes().length);
              } catch (FileNotFoundException e) {
                assertEquals(file + " has changed or is gone", e.getMessage());
              }
              return null;
            });
    assertTrue(replacements > 0);
  }

  private void replace(String file, int length) {
    try {
      Path next = Files.write(temp.resolve("next"), new byte[length]);
      Files.move(next, Path.of(file), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
