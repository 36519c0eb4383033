package org.imagebeam.cli;

import java.io.IOException;
import org.imagebeam.cli.shared.CheckpointOptions;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.digits.DigitEvaluation;
import org.imagebeam.local.UserFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imagebeam evaluate}. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description =
        "Prints the accuracy on the test examples before a checkpoint is restored, and after.",
    footer = {
      "",
      "Examples:",
      "  imagebeam evaluate --checkpoint=digits --data=mnist",
      "  imagebeam evaluate --checkpoint=digits/model.ckpt-6050 --averages \\",
      "      --data=idx-files"
    })
final class EvaluateCommand implements Subcommand {
  @Mixin private CommandOutput console;

  @Mixin private CheckpointOptions checkpoint;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|NAME",
      description = "The examples, as for train: a folder with the idx files, or 'mnist'.")
  private String data;

  @Option(
      names = "--dataCache",
      paramLabel = "DIR",
      defaultValue = "",
      description = "Where fetched data are kept; if not given, " + UserFolders.CACHE + ".")
  private String dataCache;

  @Override
  public void run() throws IOException {
    DigitEvaluation evaluation =
        DigitEvaluation.of(
            checkpoint.prefix(),
            checkpoint.averages(),
            data,
            dataCache,
            ImagebeamCommand.progress(console.command()));
    console.out().println(evaluation.before());
    console.out().println(evaluation.after());
    console.err().println("checkpoint: " + evaluation.prefix());
  }
}
