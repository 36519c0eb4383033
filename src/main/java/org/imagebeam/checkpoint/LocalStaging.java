package org.imagebeam.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
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
    String here = directory.isEmpty() ? "." : directory;
    Path folder = Storage.localPath(here).orElseThrow().resolve(StagedName.create(latestFilename));
    Files.createDirectory(folder);
    FileChannel lock =
        FileChannel.open(
            folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    lock.lock();
    return new LocalStaging(directory, name, folder, lock);
  }

  /** Takes over a folder that no process is at work in any more; nothing if one is. */
  static Optional<LocalStaging> takeOver(String directory, String name, Path folder)
      throws IOException {
    FileChannel lock =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() != null) {
        LocalStaging staging = new LocalStaging(directory, name, folder, lock);
        staging.settled = true;
        return Optional.of(staging);
      }
    } catch (OverlappingFileLockException e) {
      // Another thread of this process is at work in it.
    }
    lock.close();
    return Optional.empty();
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

  /** The same file once more, so that the checkpoint here stays whole. */
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
    if (!settled && lock.isOpen()) {
      Storage.deleteRecursively(folder.toString());
    }
    lock.close();
  }
}
