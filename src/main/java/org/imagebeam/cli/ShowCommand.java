package org.imagebeam.cli;

import java.io.IOException;
import org.imagebeam.classify.table.ResultsTable;
import org.imagebeam.cli.shared.CommandOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code imagebeam show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Prints a results file that classify wrote, and the failures beside it.",
    footer = {
      "",
      "Examples:",
      "  imagebeam show photos.csv",
      "  imagebeam show night/results-20261129T020000000Z.csv"
    })
final class ShowCommand implements Subcommand {
  @Mixin private CommandOutput console;

  @Parameters(paramLabel = "RESULTS", description = "The file given to classify as --output.")
  private String results;

  @Override
  public boolean usesNativeLibraries() {
    return false;
  }

  @Override
  public void run() throws IOException {
    ResultsTable.read(results).print(console.out());
  }
}
