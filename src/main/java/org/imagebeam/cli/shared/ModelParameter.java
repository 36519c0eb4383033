package org.imagebeam.cli.shared;

import picocli.CommandLine.Parameters;

/** Holds the parameter of every command that is given a model. A mixin; not thread-safe. */
public final class ModelParameter {
  @Parameters(
      paramLabel = "MODEL",
      description =
          "The model, as for classify --model: a name that 'imagebeam model list' shows, a folder,"
              + " an archive, or an address; fetched when needed.")
  private String model;

  /** Returns the name, folder or address as it was given. */
  public String text() {
    return model;
  }
}
