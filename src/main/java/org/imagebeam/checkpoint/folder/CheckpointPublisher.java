package org.imagebeam.checkpoint.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.storage.FileVersion;
import org.imagebeam.storage.Storage;

/**
 * One checkpoint on its way to its directory: written aside, then put in place, then named by the
 * state. At any moment the state names a checkpoint that is whole.
 */
public final class CheckpointPublisher {
  /** Writes a checkpoint's files into a folder of this machine. */
  public interface Content {
    void writeTo(Path folder, String name) throws IOException;
  }

  /** Tells which checkpoints the state is to list, once the files are written. */
  public interface Listing {
    List<String> get();
  }

  private final String target;
  private final String directory;
  private final String latestFilename;
  private final boolean relativePaths;

  public CheckpointPublisher(String target, String latestFilename, boolean relativePaths) {
    this.target = target;
    this.directory = CheckpointPaths.directory(target);
    this.latestFilename = latestFilename;
    this.relativePaths = relativePaths;
  }

  public void publish(Content content, Listing listing) throws IOException {
    Storage.createFolder(directory.isEmpty() ? "." : directory);
    new InterruptedSaves(directory, latestFilename, relativePaths).clear();
    Optional<FileVersion> version = version();
    String name = CheckpointPaths.name(target);
    try (Staging staging = Staging.create(directory, name, latestFilename)) {
      Path folder = Path.of(staging.folder());
      content.writeTo(folder, name);
      StagedFiles.sync(StagedFiles.of(folder, name));
      CheckpointState state = CheckpointState.of(target, listing.get());
      if (Checkpoints.isPrefix(target)) {
        String staged = staging.makeReadable();
        write(state.map(path -> path.equals(target) ? staged : path), version);
        version = version();
      }
      staging.publish();
      write(state, version);
      staging.finish();
    }
  }

  private Optional<FileVersion> version() throws IOException {
    return Storage.version(CheckpointPaths.join(directory, latestFilename));
  }

  private void write(CheckpointState state, Optional<FileVersion> expected) throws IOException {
    state.in(directory, relativePaths).write(directory, latestFilename, expected);
  }
}
