package org.imagebeam.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code imagebeam model}, which groups the commands about models. */
final class ModelCommand {
  private ModelCommand() {}

  static CommandSpec spec(PrintWriter out, PrintWriter err) {
    CommandSpec spec = CommonOptions.addTo(CommandSpec.create().name("model"));
    spec.usageMessage().description("Says what there is to know of a model.");
    for (ImagebeamCommand.Subcommand command : List.of(new InspectCommand(out, err))) {
      spec.addSubcommand(command.spec().name(), command.spec());
    }
    return spec;
  }
}
