package org.imagebeam.modelcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.imagebeam.storage.ScratchFolder;
import org.imagebeam.storage.Storage;

/**
 * A checkpoint where TensorFlow's own nodes can read it, which know local files only.
 *
 * @param prefix local
 * @param copy the folder that goes when this is closed, if it was made for this
 */
record LocalVariables(Path prefix, Optional<ScratchFolder> copy) implements AutoCloseable {
  private static final long MAX_BYTES = Integer.MAX_VALUE - 8;

  /**
   * Copies a checkpoint here if it is elsewhere.
   *
   * @throws IOException if a file can't be read or written
   */
  static LocalVariables of(String prefix) throws IOException {
    Optional<Path> local = Storage.localPath(prefix);
    if (local.isPresent()) {
      return new LocalVariables(local.get(), Optional.empty());
    }
    int slash = prefix.lastIndexOf('/');
    String name = prefix.substring(slash + 1);
    ScratchFolder scratch = ScratchFolder.create();
    Path folder = scratch.path();
    LocalVariables copied = new LocalVariables(folder.resolve(name), Optional.of(scratch));
    try {
      String from = prefix.substring(0, slash);
      for (String file : Storage.list(from)) {
        if (file.startsWith(name)) {
          Files.write(
              folder.resolve(file), Storage.readAll(Storage.resolve(from, file), MAX_BYTES));
        }
      }
      return copied;
    } catch (IOException | RuntimeException e) {
      copied.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (copy.isPresent()) {
      copy.get().close();
    }
  }
}
