package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.imagebeam.digits.ModelExport;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam export}. */
final class ExportCommand implements ImagebeamCommand.Subcommand {
  private static final String OUTPUT = "--output";

  private final CommandSpec spec;
  private final PrintWriter out;
  private final PrintWriter err;

  ExportCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("export"));
    spec.usageMessage()
        .description(
            "Freezes what train has learnt to a model folder that classify takes, and prints it.");
    CheckpointOptions.addTo(spec);
    spec.addOption(
        OptionSpec.builder(
                Options.valued(
                    OUTPUT,
                    "DIR",
                    "The model folder, local or gs://; a model that is there is replaced."))
            .required(true)
            .build());
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    ModelExport export =
        ModelExport.write(
            CheckpointOptions.checkpoint(arguments),
            CheckpointOptions.averages(arguments),
            Options.value(arguments, OUTPUT).orElseThrow());
    out.println(export.folder());
    err.println("model:      " + export.id());
    err.println("checkpoint: " + export.prefix());
  }
}
