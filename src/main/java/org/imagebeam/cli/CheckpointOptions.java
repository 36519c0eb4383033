package org.imagebeam.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options of every command that takes a trained network from a checkpoint. */
final class CheckpointOptions {
  private static final String CHECKPOINT = "--checkpoint";
  private static final String AVERAGES = "--averages";

  private CheckpointOptions() {}

  static void addTo(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder(
                Options.valued(
                    CHECKPOINT,
                    "PREFIX|DIR",
                    "The checkpoint: its prefix, such as digits/model.ckpt-6050, or a folder, of"
                        + " which the newest is meant; local or gs://."))
            .required(true)
            .build());
    spec.addOption(
        Options.flag(
            AVERAGES, "Takes the moving averages that train --emaDecay keeps, not the weights."));
  }

  static String checkpoint(ParseResult arguments) {
    return Options.value(arguments, CHECKPOINT).orElseThrow();
  }

  static boolean averages(ParseResult arguments) {
    return arguments.hasMatchedOption(AVERAGES);
  }
}
