package org.imagebeam.classify.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/** Gives the newest of several files a name of its own that stays the same. */
public final class NewestFile {
  private static final long MOST_BYTES = 1 << 26;

  private NewestFile() {}

  /**
   * Makes {@code name} lead to {@code file}, in place of what it led to before: by a symbolic link,
   * or where there are none by a copy. At any moment {@code name} is the one or the other, whole.
   *
   * @param name in the folder of {@code file}
   * @throws IOException if it can't be written
   */
  public static void name(String name, String file) throws IOException {
    Optional<Path> link = Storage.localPath(name);
    Optional<Path> target = Storage.localPath(file);
    if (link.isEmpty() || target.isEmpty() || !isLinked(link.get(), target.get())) {
      AtomicFile.write(name, Storage.readAll(file, MOST_BYTES));
    }
  }

  private static boolean isLinked(Path link, Path target) throws IOException {
    Path temporary = link.resolveSibling("." + link.getFileName() + "." + UUID.randomUUID());
    try {
      Files.createSymbolicLink(temporary, target.getFileName());
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
    try {
      Files.move(temporary, link, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return true;
  }
}
