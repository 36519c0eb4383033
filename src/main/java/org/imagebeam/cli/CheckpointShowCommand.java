package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.imagebeam.checkpoint.CheckpointReader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam checkpoint show}. */
final class CheckpointShowCommand implements ImagebeamCommand.Subcommand {
  private static final String JSON = "--json";

  private final CommandSpec spec;
  private final PrintWriter out;

  CheckpointShowCommand(PrintWriter out) {
    this.out = out;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("show"));
    spec.usageMessage().description("Prints a checkpoint's tensors, or the values of one.");
    spec.addPositional(CheckpointArgument.prefix());
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("TENSOR")
            .type(String.class)
            .index("1")
            .arity("0..1")
            .description("The tensor whose values to print.")
            .build());
    spec.addOption(Options.flag(JSON, "Prints JSON in place of text."));
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    String prefix = CheckpointArgument.prefix(arguments);
    boolean json = arguments.hasMatchedOption(JSON);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      if (arguments.hasMatchedPositional(1)) {
        TensorReport report =
            new TensorReport(reader.read(arguments.matchedPositionalValue(1, "")));
        if (json) {
          report.printJson(out);
        } else {
          report.print(out);
        }
      } else {
        CheckpointReport report = new CheckpointReport(prefix, reader.tensors());
        if (json) {
          report.printJson(out);
        } else {
          report.print(out);
        }
      }
    }
  }
}
