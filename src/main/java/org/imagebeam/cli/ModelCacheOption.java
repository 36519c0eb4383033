package org.imagebeam.cli;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The option of every command that may fetch a model. */
final class ModelCacheOption {
  private static final String NAME = "--modelCache";

  private ModelCacheOption() {}

  static OptionSpec spec() {
    return Options.valued(
        NAME,
        "DIR",
        "Where fetched models are kept; if not given, $XDG_CACHE_HOME/imagebeam or"
            + " ~/.cache/imagebeam.");
  }

  /** The folder, or empty for the default. */
  static String value(ParseResult arguments) {
    return Options.valueOrEmpty(arguments, NAME);
  }
}
