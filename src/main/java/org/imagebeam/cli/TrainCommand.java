package org.imagebeam.cli;

import java.io.IOException;
import java.util.Locale;
import org.imagebeam.cli.options.BeamOptions;
import org.imagebeam.cli.process.StopNotice;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.digits.EpochRow;
import org.imagebeam.digits.TrainOptions;
import org.imagebeam.digits.TrainPipeline;
import org.imagebeam.digits.TrainSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code imagebeam train}. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Learns to read digits, and keeps checkpoints; run again, it goes on.",
    footer = {
      "",
      "Examples:",
      "  imagebeam train --data=mnist --checkpointDir=digits",
      "  imagebeam train --data=idx-files --checkpointDir=gs://bucket/digits \\",
      "      --optimizer=adam --epochs=20"
    })
final class TrainCommand implements PipelineCommand {
  @Spec private CommandSpec spec;
  @Mixin private CommandOutput console;

  @Override
  public Class<TrainOptions> options() {
    return TrainOptions.class;
  }

  @Override
  public void run() throws IOException {
    TrainOptions options =
        BeamOptions.read(spec.commandLine().getParseResult(), TrainOptions.class);
    TrainPipeline pipeline = TrainPipeline.create(options, ImagebeamCommand.progress(spec));
    StopNotice.keeps(pipeline::describeKept);
    print(pipeline.run(this::print));
  }

  /** Prints an epoch's line, in the words of the same training in Python. */
  private void print(EpochRow row) {
    console.out().println("Iter " + row.epoch() + ",Testing Accuracy " + row.testAccuracy());
  }

  private void print(TrainSummary summary) {
    console
        .out()
        .printf(
            Locale.ROOT,
            "trained %d steps in %.1f s (%.0f steps/s), up to step %d: testing accuracy %s%n",
            summary.steps(),
            summary.seconds(),
            summary.seconds() == 0 ? 0 : summary.steps() / summary.seconds(),
            summary.last().step(),
            summary.last().testAccuracy());
    console.out().println("checkpoints: " + summary.checkpoints());
    console.out().println("metrics:     " + summary.metrics());
    console.out().println("curves:      " + summary.curves());
  }
}
