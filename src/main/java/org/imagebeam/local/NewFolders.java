package org.imagebeam.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes folders, and removes those again that were not there before and stayed empty. */
public final class NewFolders {
  /** The deepest first. */
  private final List<Path> missing = new ArrayList<>();

  private NewFolders() {}

  /** Looks which folders above {@code place} there are. Makes none. */
  public static NewFolders above(Path place) {
    NewFolders folders = new NewFolders();
    Path folder = place.toAbsolutePath().normalize().getParent();
    while (folder != null && !Files.exists(folder)) {
      folders.missing.add(folder);
      folder = folder.getParent();
    }
    return folders;
  }

  /**
   * Makes a folder and those above it, though other processes may remove them meanwhile.
   *
   * @param target the file or folder that it is for, which messages name
   * @throws OutputException if a file is in its place, or it can't be made
   */
  public static void create(String target, Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      // JDK 17 takes a link to a folder for a file here.
      return;
    }
    try {
      Retries.until(NewFolders::isOfOthers, () -> Files.createDirectories(folder));
    } catch (FileAlreadyExistsException e) {
      throw new OutputException(
          target, e.getFile() + " is a file where a folder is needed; name another path", e);
    } catch (FileSystemException e) {
      requireNoFileAbove(target, folder);
      throw new OutputException(
          target, "the folder " + e.getFile() + " can't be made: " + LocalErrors.detail(e), e);
    }
  }

  /** Whether another process removed a folder meanwhile, or made it again. */
  private static boolean isOfOthers(IOException e) {
    return e instanceof FileAlreadyExistsException there
        ? !Files.isRegularFile(Path.of(there.getFile()))
        : e instanceof NoSuchFileException;
  }

  private static void requireNoFileAbove(String target, Path folder) throws OutputException {
    for (Path above = folder.getParent(); above != null; above = above.getParent()) {
      if (Files.isRegularFile(above)) {
        throw new OutputException(
            target, above + " is a file where a folder is needed; name another path");
      }
    }
  }

  /** Removes those that were not there and are empty now. */
  public void removeEmpty() {
    for (Path folder : missing) {
      if (!removeIfEmpty(folder)) {
        // It is in use, and so are those above it.
        return;
      }
    }
  }

  /** Removes a folder that is there and empty, and says whether it is gone. */
  public static boolean removeIfEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
