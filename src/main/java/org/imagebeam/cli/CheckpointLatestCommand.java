package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.imagebeam.checkpoint.CheckpointReader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam checkpoint latest}. */
final class CheckpointLatestCommand implements ImagebeamCommand.Subcommand {
  private final CommandSpec spec;
  private final PrintWriter out;

  CheckpointLatestCommand(PrintWriter out) {
    this.out = out;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("latest"));
    spec.usageMessage().description("Prints the prefix of a folder's newest checkpoint.");
    spec.addPositional(CheckpointArgument.folder());
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    String prefix = CheckpointArgument.folder(arguments).requireLatest();
    // What is named here can be read by the other commands.
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      reader.requireFiles();
    }
    out.println(prefix);
  }
}
