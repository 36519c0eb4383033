package org.imagebeam.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.imagebeam.local.LocalErrors;
import org.imagebeam.local.OutputException;
import org.imagebeam.local.Retries;
import org.imagebeam.local.TemporaryFile;
import org.imagebeam.local.UserFolders;

/**
 * Makes a folder among the temporary files, and removes it with all that is in it when closed. What
 * a killed process left is removed when the next one is made: a lock tells it from those in use.
 */
public final class ScratchFolder implements Closeable {
  private static final String NAME = "scratch";
  private static final String ENDING = ".d";

  private final Path folder;
  private final TemporaryFile lock;

  private ScratchFolder(Path folder, TemporaryFile lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes a new one, for this user alone.
   *
   * @throws OutputException if there is no place for it
   */
  public static ScratchFolder create() throws IOException {
    Path own = UserFolders.temporary();
    try {
      // Another process may remove the folder above, which is empty to it, at any moment.
      return Retries.until(NoSuchFileException.class::isInstance, () -> create(own));
    } catch (IOException e) {
      throw new OutputException(
          own.toString(),
          LocalErrors.detail(e)
              + "; set TMPDIR to a folder for temporary files that can be written",
          e);
    }
  }

  private static ScratchFolder create(Path own) throws IOException {
    UserFolders.requireOwnIfTemporary(own);
    TemporaryFile lock = TemporaryFile.create(own, NAME);
    deleteAbandoned(own);
    Path folder = Path.of(lock.path() + ENDING);
    return new ScratchFolder(Files.createDirectory(folder), lock);
  }

  /** The locks of those that were killed are gone by now. */
  private static void deleteAbandoned(Path own) throws IOException {
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(own, "." + NAME + ".*.tmp" + ENDING)) {
      for (Path folder : folders) {
        String path = folder.toString();
        if (!Files.exists(Path.of(path.substring(0, path.length() - ENDING.length())))) {
          Storage.deleteRecursively(path);
        }
      }
    }
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    try {
      Storage.deleteRecursively(folder.toString());
    } finally {
      lock.close();
      try {
        Files.deleteIfExists(folder.getParent());
      } catch (IOException e) {
        // There is more in it.
      }
    }
  }
}
