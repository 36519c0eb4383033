package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.imagebeam.digits.EpochRow;
import org.imagebeam.digits.TrainOptions;
import org.imagebeam.digits.TrainPipeline;
import org.imagebeam.digits.TrainSummary;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam train}. */
final class TrainCommand implements ImagebeamCommand.Subcommand {
  private final CommandSpec spec;
  private final PrintWriter out;
  private final PrintWriter err;

  TrainCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("train"));
    spec.usageMessage()
        .description("Learns to read digits, and keeps checkpoints; run again, it goes on.")
        .abbreviateSynopsis(true);
    BeamOptions.addTo(spec, TrainOptions.class);
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    TrainOptions options = BeamOptions.read(arguments, TrainOptions.class);
    print(TrainPipeline.create(options, ProgressChoice.of(err)).run(this::print));
  }

  /** As the tutorial's loop does. */
  private void print(EpochRow row) {
    out.println("Iter " + row.epoch() + ",Testing Accuracy " + row.testAccuracy());
  }

  private void print(TrainSummary summary) {
    err.printf(
        Locale.ROOT,
        "trained %d steps in %.1f s (%.0f steps/s), up to step %d: testing accuracy %s%n",
        summary.steps(),
        summary.seconds(),
        summary.seconds() == 0 ? 0 : summary.steps() / summary.seconds(),
        summary.last().step(),
        summary.last().testAccuracy());
    err.println("checkpoints: " + summary.checkpoints());
    err.println("metrics:     " + summary.metrics());
    err.println("curves:      " + summary.curves());
  }
}
