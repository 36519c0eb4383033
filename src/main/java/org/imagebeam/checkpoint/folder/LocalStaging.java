package org.imagebeam.checkpoint.folder;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.local.LockedFile;
import org.imagebeam.local.Retries;
import org.imagebeam.storage.Storage;

/**
 * A hidden folder beside the checkpoint, locked while a process is at work in it: by which those
 * that a killed process left can be told from those in use.
 */
final class LocalStaging implements Staging {
  private static final String LOCK = "lock";
  private static final String LINK = "link";

  private final String directory;
  private final String name;
  private final Path folder;
  private final LockedFile lock;
  private boolean readable;

  private LocalStaging(String directory, String name, Path folder, LockedFile lock) {
    this.directory = directory;
    this.name = name;
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Makes a folder for one checkpoint.
   *
   * @param directory that the checkpoint is to be in
   * @param name of the checkpoint
   */
  static LocalStaging create(String directory, String name, String latestFilename)
      throws IOException {
    Path here = Storage.localPath(directory.isEmpty() ? "." : directory).orElseThrow();
    Optional<LocalStaging> staging = Optional.empty();
    while (staging.isEmpty()) {
      staging =
          Retries.until(
              e -> e instanceof FileAlreadyExistsException || e instanceof NoSuchFileException,
              () -> createOnce(directory, name, here.resolve(StagedName.create(latestFilename))));
    }
    return staging.get();
  }

  /** Others may take the folder for abandoned until it is locked. */
  private static Optional<LocalStaging> createOnce(String directory, String name, Path folder)
      throws IOException {
    Files.createDirectory(folder);
    return LockedFile.create(folder.resolve(LOCK), nameOf(folder))
        .map(lock -> new LocalStaging(directory, name, folder, lock));
  }

  private static String nameOf(Path folder) {
    return folder.getFileName().toString();
  }

  /** Takes over a folder that no process is at work in any more; nothing if one is. */
  static Optional<LocalStaging> takeOver(String directory, String name, Path folder)
      throws IOException {
    try {
      Optional<LocalStaging> staging =
          LockedFile.takeOver(
                  folder.resolve(LOCK),
                  nameOf(folder),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE)
              .map(lock -> new LocalStaging(directory, name, folder, lock));
      staging.ifPresent(taken -> taken.readable = true);
      return staging;
    } catch (NoSuchFileException e) {
      // Another has cleared it meanwhile.
      return Optional.empty();
    }
  }

  @Override
  public String folder() {
    return folder.toString();
  }

  @Override
  public String makeReadable() throws IOException {
    readable = true;
    return CheckpointPaths.join(directory, folder.getFileName() + "/" + name);
  }

  @Override
  public void publish() throws IOException {
    for (Path file : StagedFiles.of(folder, name)) {
      Path target = folder.resolveSibling(file.getFileName());
      Path source = readable ? twin(file) : file;
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Copies a file, so that the checkpoint here stays whole. */
  private Path twin(Path file) throws IOException {
    Path link = folder.resolve(LINK);
    Files.deleteIfExists(link);
    try {
      return Files.createLink(link, file);
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without hard links.
      return Files.copy(file, link);
    }
  }

  @Override
  public void finish() throws IOException {
    readable = false;
    close();
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      if (!readable && lock.channel().isOpen()) {
        delete();
      }
    }
  }

  /** Deletes the folder, though others may put a lock of theirs into it when ours is gone. */
  private void delete() throws IOException {
    Retries.until(
        e -> e.getCause() instanceof DirectoryNotEmptyException,
        () -> {
          Storage.deleteRecursively(folder.toString());
          return folder;
        });
  }
}
