package org.imagebeam.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options that every command takes. */
final class CommonOptions {
  static final String DEBUG = "--debug";

  private CommonOptions() {}

  static CommandSpec addTo(CommandSpec spec) {
    return spec.mixinStandardHelpOptions(true)
        .addOption(
            OptionSpec.builder(DEBUG)
                .type(boolean.class)
                .description("After an error's one line, shows the stack trace.")
                .build());
  }
}
