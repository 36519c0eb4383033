package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.imagebeam.checkpoint.CheckpointReader;
import org.imagebeam.checkpoint.CheckpointRewrite;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam checkpoint average}. */
final class CheckpointAverageCommand implements ImagebeamCommand.Subcommand {
  private static final String OUTPUT = "--output";

  private final CommandSpec spec;
  private final PrintWriter out;

  CheckpointAverageCommand(PrintWriter out) {
    this.out = out;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("average"));
    spec.usageMessage()
        .description(
            "Writes a checkpoint in which each variable has the value of its moving average"
                + " (NAME/ExponentialMovingAverage), and the averages are left out.");
    spec.addPositional(CheckpointArgument.prefix());
    spec.addOption(Options.valued(OUTPUT, "PREFIX", "The checkpoint to write; required."));
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    String output = Options.required(arguments, OUTPUT);
    try (CheckpointReader reader = CheckpointReader.open(CheckpointArgument.prefix(arguments))) {
      int averaged = CheckpointRewrite.average(reader, output);
      out.printf(Locale.ROOT, "%s: %,d variables averaged%n", output, averaged);
    }
  }
}
