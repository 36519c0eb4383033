package org.imagebeam.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Remembers which folders above a place were not there, so that they can go if nothing comes. */
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
