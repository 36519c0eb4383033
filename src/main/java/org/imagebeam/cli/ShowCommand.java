package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.imagebeam.classify.ResultsTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam show}. */
final class ShowCommand implements ImagebeamCommand.Subcommand {
  private final CommandSpec spec;
  private final PrintWriter out;

  ShowCommand(PrintWriter out) {
    this.out = out;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("show"));
    spec.usageMessage()
        .description("Prints a results file that classify wrote, and the failures beside it.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("RESULTS.csv")
            .type(String.class)
            .index("0")
            .arity("1")
            .required(true)
            .description("As given to classify as --output.")
            .build());
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    String results = arguments.matchedPositionalValue(0, "");
    ResultsTable.read(results).print(out);
  }
}
