package org.imagebeam.cli;

import java.io.IOException;
import org.imagebeam.checkpoint.CheckpointFolder;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The first argument of most commands about checkpoints. */
final class CheckpointArgument {
  private CheckpointArgument() {}

  static PositionalParamSpec prefix() {
    return positional(
        "PREFIX|DIR",
        "A checkpoint's path without .index, one of its files, or a folder, for its newest; local or"
            + " gs://.");
  }

  static PositionalParamSpec folder() {
    return positional("DIR", "The folder that training saves to; local or gs://.");
  }

  private static PositionalParamSpec positional(String label, String description) {
    return PositionalParamSpec.builder()
        .paramLabel(label)
        .type(String.class)
        .index("0")
        .arity("1")
        .required(true)
        .description(description)
        .build();
  }

  /** The prefix that was meant. */
  static String prefix(ParseResult arguments) throws IOException {
    return CheckpointFolder.prefixOf(arguments.matchedPositionalValue(0, ""));
  }

  /** The folder that was meant. */
  static CheckpointFolder folder(ParseResult arguments) throws IOException {
    return CheckpointFolder.of(arguments.matchedPositionalValue(0, ""));
  }
}
