package org.imagebeam.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code imagebeam checkpoint}, which groups the commands about checkpoints. */
final class CheckpointCommand {
  private CheckpointCommand() {}

  static CommandSpec spec(PrintWriter out) {
    CommandSpec spec = CommonOptions.addTo(CommandSpec.create().name("checkpoint"));
    spec.usageMessage()
        .description("Lists, shows, checks and rewrites checkpoints, and freezes graphs of them.");
    for (ImagebeamCommand.Subcommand command :
        List.of(
            new CheckpointListCommand(out),
            new CheckpointShowCommand(out),
            new CheckpointLatestCommand(out),
            new CheckpointVerifyCommand(out),
            new CheckpointFreezeCommand(out),
            new CheckpointAverageCommand(out),
            new CheckpointRenameCommand(out))) {
      spec.addSubcommand(command.spec().name(), command.spec());
    }
    return spec;
  }
}
