package org.imagebeam.cli.shared;

import org.imagebeam.local.UserFolders;
import org.imagebeam.model.ModelCache;
import picocli.CommandLine.Option;

/** Holds the option of every command that may fetch a model. A mixin; not thread-safe. */
public final class ModelCacheOption {
  @Option(
      names = "--modelCache",
      paramLabel = "DIR",
      defaultValue = "",
      description = "Where fetched models are kept; if not given, " + UserFolders.CACHE + ".")
  private String folder;

  /** Returns the folder, or an empty text for the default. */
  public String folder() {
    return folder;
  }

  /** Opens the cache in that folder. */
  public ModelCache open() {
    return ModelCache.of(folder);
  }
}
