package org.imagebeam.cli;

import picocli.CommandLine.Option;

/** Holds the options of every command that takes a trained network from a checkpoint. */
final class CheckpointOptions {
  @Option(
      names = "--checkpoint",
      required = true,
      paramLabel = "PREFIX|DIR",
      description =
          "The checkpoint: its prefix, such as digits/model.ckpt-6050, or a folder, for its newest;"
              + " local or gs://.")
  private String checkpoint;

  @Option(
      names = "--averages",
      description = "Takes the moving averages that train --emaDecay keeps, not the weights.")
  private boolean averages;

  String prefix() {
    return checkpoint;
  }

  boolean averages() {
    return averages;
  }
}
