package org.imagebeam.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code imagebeam model}, which groups the commands about models. */
final class ModelCommand {
  private ModelCommand() {}

  static CommandSpec spec(PrintWriter out, PrintWriter err) {
    CommandSpec spec = CommonOptions.addTo(CommandSpec.create().name("model"));
    spec.usageMessage().description("Fetches models, and says what there is to know of them.");
    for (ImagebeamCommand.Subcommand command :
        List.of(new FetchCommand(out, err), new InspectCommand(out, err), new ListCommand(out))) {
      spec.addSubcommand(command.spec().name(), command.spec());
    }
    return spec;
  }
}
