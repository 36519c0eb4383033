package org.imagebeam.checkpoint.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.storage.Storage;

/**
 * A hidden folder beside the checkpoint, locked while a process is at work in it: by which those
 * that a killed process left can be told from those in use.
 */
final class LocalStaging implements Staging {
  private static final String LOCK = "lock";
  private static final String LINK = "link";

  /** How often a folder is made or deleted that others take for abandoned meanwhile. */
  private static final int TRIES = 100;

  /**
   * The names of the folders in use in this JVM. To open a lock's file and close it would release
   * the lock, which is the whole process's: another process would take the folder for abandoned.
   */
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  private final String directory;
  private final String name;
  private final Path folder;
  private final FileChannel lock;
  private boolean settled;

  private LocalStaging(String directory, String name, Path folder, FileChannel lock) {
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
    for (int i = 1; true; i++) {
      Path folder = here.resolve(StagedName.create(latestFilename));
      OWN.add(nameOf(folder));
      try {
        Files.createDirectory(folder);
        Optional<FileChannel> lock = lock(folder, StandardOpenOption.CREATE_NEW);
        if (lock.isPresent()) {
          return new LocalStaging(directory, name, folder, lock.get());
        }
      } catch (FileAlreadyExistsException | NoSuchFileException e) {
        if (i == TRIES) {
          throw e;
        }
      }
      OWN.remove(nameOf(folder));
    }
  }

  /** Locks a folder, unless another has locked or removed it. */
  private static Optional<FileChannel> lock(Path folder, StandardOpenOption creation)
      throws IOException {
    Path file = folder.resolve(LOCK);
    FileChannel lock = FileChannel.open(file, creation, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() != null && Files.exists(file)) {
        return Optional.of(lock);
      }
    } catch (OverlappingFileLockException e) {
      // By another path another thread of this process is at work in it.
    } catch (IOException e) {
      lock.close();
      throw e;
    }
    lock.close();
    return Optional.empty();
  }

  private static String nameOf(Path folder) {
    return folder.getFileName().toString();
  }

  /** Takes over a folder that no process is at work in any more; nothing if one is. */
  static Optional<LocalStaging> takeOver(String directory, String name, Path folder)
      throws IOException {
    if (!OWN.add(nameOf(folder))) {
      return Optional.empty();
    }
    Optional<LocalStaging> staging = Optional.empty();
    try {
      staging =
          lock(folder, StandardOpenOption.CREATE)
              .map(lock -> new LocalStaging(directory, name, folder, lock));
      staging.ifPresent(taken -> taken.settled = true);
    } catch (NoSuchFileException e) {
      // Another has cleared it meanwhile.
    } finally {
      if (staging.isEmpty()) {
        OWN.remove(nameOf(folder));
      }
    }
    return staging;
  }

  @Override
  public String folder() {
    return folder.toString();
  }

  @Override
  public String settle() throws IOException {
    settled = true;
    return CheckpointPaths.join(directory, folder.getFileName() + "/" + name);
  }

  @Override
  public void publish() throws IOException {
    for (Path file : StagedFiles.of(folder, name)) {
      Path target = folder.resolveSibling(file.getFileName());
      Path source = settled ? twin(file) : file;
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
    settled = false;
    close();
  }

  @Override
  public void close() throws IOException {
    try {
      if (!settled && lock.isOpen()) {
        delete();
      }
    } finally {
      lock.close();
      OWN.remove(nameOf(folder));
    }
  }

  /** Deletes the folder, though others may put a lock of theirs into it when ours is gone. */
  private void delete() throws IOException {
    for (int i = 1; true; i++) {
      try {
        Storage.deleteRecursively(folder.toString());
        return;
      } catch (IOException e) {
        if (!(e.getCause() instanceof DirectoryNotEmptyException) || i == TRIES) {
          throw e;
        }
      }
    }
  }
}
