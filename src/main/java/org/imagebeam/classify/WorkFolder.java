package org.imagebeam.classify;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.classify.table.EndedRuns;
import org.imagebeam.classify.table.ListedImages;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.local.NewFolders;
import org.imagebeam.local.OutputException;
import org.imagebeam.local.ProcessLock;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.storage.Storage;

/**
 * What an unfinished run has done so far, so that the same command can go on where it was killed.
 * Holds the parts that its groups of images have committed, what it has listed, and {@code
 * run.json}, which says what command they belong to. On a local disk it also holds a lock, against
 * two runs into one output.
 */
final class WorkFolder implements Closeable {
  static final String RUN_FILE = "run.json";
  private static final String LOCK_FILE = "lock";
  private static final String PARTS = "parts";
  private static final String LISTING = "listing.csv";
  private static final String GONE = "gone.csv";
  private static final DateTimeFormatter RUN_ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final String folder;
  private final Optional<ProcessLock> lock;
  private final WorkRun run;

  private WorkFolder(String folder, Optional<ProcessLock> lock, WorkRun run) {
    this.folder = folder;
    this.lock = lock;
    this.run = run;
  }

  /**
   * Takes up the folder of an interrupted run of the same settings, or starts a new one where there
   * is none, or none that has committed a row.
   *
   * @param settings of the run that is to be, see {@link WorkRun#settings}
   * @throws SettingsException if the folder holds rows of other settings; they are left alone
   * @throws OutputException if another run holds it
   * @throws IOException if it can't be written
   */
  static WorkFolder open(String folder, Map<String, String> settings) throws IOException {
    EndedRuns.begin(folder);
    Storage.createFolder(folder);
    Optional<ProcessLock> lock = lock(folder);
    try {
      return new WorkFolder(folder, lock, goOnOrStart(folder, settings));
    } catch (IOException | RuntimeException e) {
      if (lock.isPresent()) {
        lock.get().close();
      }
      throw e;
    }
  }

  /** Whether a run of the same settings could go on from rows in a folder. */
  static boolean hasCommitted(String folder) throws IOException {
    // Rows without a run.json are those of a finished run that was killed while it cleared up.
    return Storage.list(Storage.resolve(folder, PARTS)).stream().anyMatch(OutputLayout::isTable)
        && Storage.exists(Storage.resolve(folder, RUN_FILE));
  }

  /**
   * Describes what a run that is stopped leaves in a folder; nothing if that can't be found out.
   */
  static String describeKept(String folder) {
    try {
      return hasCommitted(folder)
          ? "; the rows so far are kept in '"
              + folder
              + "', and the same command goes on from there"
          : "; there are no rows to go on from, the same command starts anew";
    } catch (IOException e) {
      return "";
    }
  }

  private static WorkRun goOnOrStart(String folder, Map<String, String> settings)
      throws IOException {
    String runFile = Storage.resolve(folder, RUN_FILE);
    String parts = Storage.resolve(folder, PARTS);
    Optional<WorkRun> unfinished = unfinished(folder, settings);
    if (unfinished.isPresent()) {
      unfinished.get().write(runFile);
      return unfinished.get();
    }
    Storage.deleteRecursively(parts);
    WorkRun fresh = new WorkRun(RUN_ID.format(Instant.now()), 1, settings);
    fresh.write(runFile);
    Storage.createFolder(parts);
    return fresh;
  }

  /**
   * Returns the run that a run of these settings goes on from; nothing if there is none. Writes
   * nothing.
   *
   * @throws SettingsException if the folder holds rows of other settings
   * @throws IOException if it can't be read
   */
  static Optional<WorkRun> unfinished(String folder, Map<String, String> settings)
      throws IOException {
    if (hasCommitted(folder)) {
      WorkRun next = WorkRun.read(folder, Storage.resolve(folder, RUN_FILE)).next();
      List<String> conflicts = next.conflicts(settings);
      if (!conflicts.isEmpty()) {
        throw new SettingsException(
            "'"
                + folder
                + "' holds rows of an unfinished run with "
                + String.join(", ", conflicts)
                + ": give the same command as before to go on, or remove that folder to start"
                + " anew");
      }
      return Optional.of(new WorkRun(next.id(), next.attempt(), settings));
    }
    return Optional.empty();
  }

  /** Returns where the parts of a run with this folder are. */
  static String parts(String folder) {
    return Storage.resolve(folder, PARTS);
  }

  private static Optional<ProcessLock> lock(String folder) throws IOException {
    Optional<Path> local = Storage.localPath(folder);
    if (local.isEmpty()) {
      return Optional.empty();
    }
    Optional<ProcessLock> lock = ProcessLock.tryAcquire(local.get().resolve(LOCK_FILE));
    if (lock.isEmpty()) {
      throw new OutputException(
          folder, "another run is at work on this output: wait for it, or name another output");
    }
    return lock;
  }

  String runId() {
    return run.id();
  }

  /** How often the run was started, this time included: rows of a later attempt are newer. */
  int attempt() {
    return run.attempt();
  }

  /** Whether an earlier run left its work here. */
  boolean resumed() {
    return run.attempt() > 1;
  }

  /** Where groups of images commit their rows. */
  String parts() {
    return Storage.resolve(folder, PARTS);
  }

  /** The file of what the run has listed, see {@link ListedImages}. */
  String listing() {
    return Storage.resolve(folder, LISTING);
  }

  /** The file of the images whose files are gone, see {@link ListedImages}. */
  String gone() {
    return Storage.resolve(folder, GONE);
  }

  /** Whether the run with this {@link #listing} still has its folder. */
  static boolean isThere(String listing) throws IOException {
    String folder = listing.substring(0, listing.length() - LISTING.length());
    return Storage.exists(Storage.resolve(folder, RUN_FILE));
  }

  /** Removes the folder: its run is finished, or has nothing to keep. */
  void delete() throws IOException {
    EndedRuns.end(
        folder,
        () -> {
          remove();
          return true;
        });
  }

  private void remove() throws IOException {
    // First, so that what is left by a process that is killed here can't be taken for unfinished.
    Storage.delete(Storage.resolve(folder, RUN_FILE));
    if (lock.isEmpty()) {
      Storage.deleteRecursively(folder);
      return;
    }
    for (String name : Storage.list(folder)) {
      // The lock is held to the end: another run may start here at any moment.
      if (!name.equals(LOCK_FILE)) {
        Storage.deleteRecursively(Storage.resolve(folder, name));
      }
    }
    lock.get().closeAndRemove();
    NewFolders.removeIfEmpty(Storage.localPath(folder).orElseThrow());
  }

  /** Removes the folder of a run that has failed, unless there is work in it to go on from. */
  void deleteIfEmpty() throws IOException {
    EndedRuns.end(
        folder,
        () -> {
          boolean empty = Storage.list(parts()).isEmpty();
          if (empty) {
            remove();
          }
          return empty;
        });
  }

  /** Lets go of the lock; the folder stays. */
  @Override
  public void close() throws IOException {
    if (lock.isPresent()) {
      lock.get().close();
    }
  }
}
