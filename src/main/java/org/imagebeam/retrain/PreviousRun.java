package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.local.OutputException;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.pipeline.SettingsFile;
import org.imagebeam.storage.Storage;

/**
 * Checks what an earlier run has left in the output. A run with the same settings and images is
 * resumed. A finished run with different ones is replaced; an unfinished one is left alone, because
 * it may hold hours of work.
 */
final class PreviousRun {
  /** Stands in the place of the settings while what they were of is deleted. */
  private static final String CLEARING = "clearing";

  private final OutputFolder folder;
  private final SettingsFile file;

  PreviousRun(OutputFolder folder) {
    this.folder = requireNonNull(folder, "folder is null");
    this.file = new SettingsFile(folder.settings());
  }

  /**
   * Checks that it can be resumed, or that nothing is lost in starting anew. Changes nothing.
   *
   * @param settings of the run that is to be, by the names of their options
   * @throws SettingsException if neither, naming the first setting that differs
   * @throws OutputException if there are checkpoints that no retraining has made
   * @throws IOException if the folder can't be read
   */
  void check(Map<String, String> settings) throws IOException {
    Optional<Map<String, String>> before = file.read();
    if (before.isEmpty() && !Storage.list(folder.checkpoints()).isEmpty()) {
      throw new OutputException(
          folder.checkpoints(),
          "it holds files that are of no retraining: name another --output, or move them away");
    }
    if (before.isPresent() && before.get().containsKey(CLEARING)) {
      return;
    }
    Optional<Map.Entry<String, String>> difference =
        before.flatMap(was -> SettingsFile.difference(was, settings));
    if (difference.isPresent() && !Storage.exists(folder.summary())) {
      String name = difference.get().getKey();
      throw new SettingsException(
          "the unfinished training in "
              + folder.checkpoints()
              + " has --"
              + name
              + "="
              + before.get().getOrDefault(name, "")
              + ", and not "
              + difference.get().getValue()
              + ": give the same to go on, name another --output, or delete that folder to start"
              + " anew");
    }
  }

  /**
   * Makes room for a new training, if this isn't the one to resume, and notes its settings. The
   * model that is there stays until it is replaced.
   */
  void resumeOrReset(Map<String, String> settings) throws IOException {
    Optional<Map<String, String>> before = file.read();
    if (before.isPresent()
        && !before.get().containsKey(CLEARING)
        && SettingsFile.difference(before.get(), settings).isEmpty()) {
      return;
    }
    // Killed in between, neither may the next run go on from what is half away, nor keep it.
    Storage.createFolder(folder.checkpoints());
    file.write(Map.of(CLEARING, "true"));
    Storage.delete(folder.summary());
    Storage.delete(folder.metrics());
    for (String name : Storage.list(folder.checkpoints())) {
      String path = Storage.resolve(folder.checkpoints(), name);
      if (name.endsWith("/")) {
        Storage.deleteRecursively(path);
      } else if (!path.equals(folder.settings())) {
        Storage.delete(path);
      }
    }
    file.write(settings);
  }
}
