package org.imagebeam.cli;

import org.imagebeam.local.UserFolders;
import org.imagebeam.model.ModelCache;
import picocli.CommandLine.Option;

/** Holds the option of every command that may fetch a model. */
final class ModelCacheOption {
  @Option(
      names = "--modelCache",
      paramLabel = "DIR",
      defaultValue = "",
      description = "Where fetched models are kept; if not given, " + UserFolders.CACHE + ".")
  private String folder;

  /** Returns the folder, or an empty text for the default. */
  String folder() {
    return folder;
  }

  ModelCache open() {
    return ModelCache.of(folder);
  }
}
