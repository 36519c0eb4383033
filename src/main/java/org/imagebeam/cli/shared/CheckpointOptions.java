package org.imagebeam.cli.shared;

import picocli.CommandLine.Option;

/**
 * Holds the options of every command that takes a trained network from a checkpoint. A mixin; not
 * thread-safe.
 */
public final class CheckpointOptions {
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

  /** Returns the prefix or folder as it was given. */
  public String prefix() {
    return checkpoint;
  }

  /** Whether the moving averages are taken for the weights. */
  public boolean averages() {
    return averages;
  }
}
