package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.OutputException;
import org.imagebeam.storage.Storage;

/**
 * What an unfinished run has done so far, so that the same command can go on where it was killed.
 * Holds the parts that its groups of images have committed, and {@code run.json}, which says what
 * command they belong to. On a local disk it also holds a lock, against two runs into one output.
 */
final class WorkFolder implements Closeable {
  private static final String RUN_FILE = "run.json";
  private static final String LOCK_FILE = "lock";
  private static final String PARTS = "parts";
  private static final long MAX_RUN_FILE_BYTES = 1 << 20;
  private static final DateTimeFormatter RUN_ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private final String folder;
  private final Optional<FileChannel> lock;
  private final String runId;
  private final boolean resumed;

  private WorkFolder(String folder, Optional<FileChannel> lock, String runId, boolean resumed) {
    this.folder = folder;
    this.lock = lock;
    this.runId = runId;
    this.resumed = resumed;
  }

  private record Run(@JsonProperty("run") String id, @JsonProperty("settings") String settings) {}

  /**
   * Takes up the folder of an interrupted run of the same {@code settings}, or starts a new one.
   *
   * @throws OutputException if another run holds it
   * @throws IOException if it can't be written
   */
  static WorkFolder open(String folder, String settings) throws IOException {
    Storage.createFolder(folder);
    Optional<FileChannel> lock = lock(folder);
    try {
      String runFile = Storage.resolve(folder, RUN_FILE);
      Optional<Run> interrupted = read(runFile).filter(run -> run.settings().equals(settings));
      if (interrupted.isPresent()) {
        return new WorkFolder(folder, lock, interrupted.get().id(), true);
      }
      Storage.deleteRecursively(Storage.resolve(folder, PARTS));
      Run run = new Run(RUN_ID.format(Instant.now()), settings);
      AtomicFile.write(runFile, new ObjectMapper().writeValueAsBytes(run));
      Storage.createFolder(Storage.resolve(folder, PARTS));
      return new WorkFolder(folder, lock, run.id(), false);
    } catch (IOException | RuntimeException e) {
      if (lock.isPresent()) {
        lock.get().close();
      }
      throw e;
    }
  }

  private static Optional<Run> read(String runFile) throws IOException {
    if (!Storage.exists(runFile)) {
      return Optional.empty();
    }
    Run run = new ObjectMapper().readValue(Storage.readAll(runFile, MAX_RUN_FILE_BYTES), Run.class);
    requireNonNull(run.id(), "run.json without a run");
    requireNonNull(run.settings(), "run.json without settings");
    return Optional.of(run);
  }

  private static Optional<FileChannel> lock(String folder) throws IOException {
    Optional<Path> local = Storage.localPath(folder);
    if (local.isEmpty()) {
      return Optional.empty();
    }
    FileChannel channel =
        FileChannel.open(
            local.get().resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!tryLock(channel)) {
      channel.close();
      throw new OutputException(
          folder, "another run is at work on this output: wait for it, or name another --output");
    }
    return Optional.of(channel);
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  String runId() {
    return runId;
  }

  /** Whether an earlier run left its work here. */
  boolean resumed() {
    return resumed;
  }

  /** Where groups of images commit their rows. */
  String parts() {
    return Storage.resolve(folder, PARTS);
  }

  /** Removes the folder: its run is finished, or has nothing to keep. */
  void delete() throws IOException {
    close();
    Storage.deleteRecursively(folder);
  }

  /** Removes the folder of a run that has failed, unless there is work in it to go on from. */
  void deleteIfEmpty() throws IOException {
    if (Storage.list(parts()).isEmpty()) {
      delete();
    }
  }

  /** Lets go of the lock; the folder stays. */
  @Override
  public void close() throws IOException {
    if (lock.isPresent()) {
      lock.get().close();
    }
  }
}
