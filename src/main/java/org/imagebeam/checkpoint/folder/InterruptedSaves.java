package org.imagebeam.checkpoint.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.storage.FileInfo;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process left that was killed while it saved: brings an overwriting to its end where the
 * state names the new files already, and removes all else.
 */
final class InterruptedSaves {
  private static final Logger LOG = LoggerFactory.getLogger(InterruptedSaves.class);

  /** After which nobody is at work any more where there are no locks. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final String directory;
  private final String latestFilename;
  private final boolean relativePaths;

  InterruptedSaves(String directory, String latestFilename, boolean relativePaths) {
    this.directory = directory;
    this.latestFilename = latestFilename;
    this.relativePaths = relativePaths;
  }

  void clear() throws IOException {
    String here = directory.isEmpty() ? "." : directory;
    for (String child : Storage.list(here)) {
      String name = child.endsWith("/") ? child.substring(0, child.length() - 1) : child;
      if (StagedName.belongsTo(latestFilename, name)) {
        try {
          clear(name, Storage.resolve(here, name));
        } catch (IOException e) {
          LOG.warn("{} was left by a process that was killed: {}", name, e.getMessage());
        }
      }
    }
  }

  private void clear(String name, String folder) throws IOException {
    Optional<CheckpointState> state = stateThatNames(name);
    if (CheckpointPaths.isRemote(directory)) {
      clearRemote(folder, state);
      return;
    }
    String checkpoint =
        state.flatMap(CheckpointState::modelPath).map(CheckpointPaths::name).orElse("");
    Path path = Storage.localPath(folder).orElseThrow();
    Optional<LocalStaging> taken = LocalStaging.takeOver(directory, checkpoint, path);
    if (taken.isEmpty()) {
      return;
    }
    try (LocalStaging staging = taken.get()) {
      if (state.isPresent()) {
        staging.publish();
        write(state.get());
      }
      staging.finish();
    }
  }

  /** The state, if it names a checkpoint in this folder. */
  private Optional<CheckpointState> stateThatNames(String folder) throws IOException {
    CheckpointState state;
    try {
      state = CheckpointState.read(directory, latestFilename);
    } catch (CheckpointException e) {
      return Optional.empty();
    }
    return state
        .modelPath()
        .filter(path -> CheckpointPaths.name(CheckpointPaths.directory(path)).equals(folder))
        .map(path -> state);
  }

  private void clearRemote(String folder, Optional<CheckpointState> state) throws IOException {
    if (state.isPresent()) {
      String staged = state.get().modelPath().orElseThrow();
      try (LocalCopy copy = LocalCopy.of(staged)) {
        copy.uploadTo(directory);
      }
      write(state.get());
      Storage.deleteRecursively(folder);
    } else if (isOld(folder)) {
      Storage.deleteRecursively(folder);
    }
  }

  private static boolean isOld(String folder) throws IOException {
    Instant limit = Clock.systemUTC().instant().minus(ABANDONED);
    for (String name : Storage.list(folder)) {
      Optional<FileInfo> file = Storage.info(Storage.resolve(folder, name));
      if (file.isPresent() && file.get().modified().isAfter(limit)) {
        return false;
      }
    }
    return true;
  }

  private void write(CheckpointState state) throws IOException {
    state
        .map(StagedName::target)
        .in(directory, relativePaths)
        .write(
            directory,
            latestFilename,
            Storage.version(CheckpointPaths.join(directory, latestFilename)));
  }
}
