package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.imagebeam.digits.DigitEvaluation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam evaluate}. */
final class EvaluateCommand implements ImagebeamCommand.Subcommand {
  private static final String DATA = "--data";
  private static final String CACHE = "--dataCache";

  private final CommandSpec spec;
  private final PrintWriter out;
  private final PrintWriter err;

  EvaluateCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("evaluate"));
    spec.usageMessage()
        .description(
            "Prints how many of the test examples are named right: before a checkpoint is restored,"
                + " and after.");
    CheckpointOptions.addTo(spec);
    spec.addOption(
        OptionSpec.builder(
                Options.valued(
                    DATA,
                    "DIR|NAME",
                    "The examples, as train takes them: a folder with the idx files, or 'mnist'."))
            .required(true)
            .build());
    spec.addOption(
        Options.valued(
            CACHE,
            "DIR",
            "Where fetched data are kept; if not given, $XDG_CACHE_HOME/imagebeam or"
                + " ~/.cache/imagebeam."));
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    DigitEvaluation evaluation =
        DigitEvaluation.of(
            CheckpointOptions.checkpoint(arguments),
            CheckpointOptions.averages(arguments),
            Options.value(arguments, DATA).orElseThrow(),
            Options.valueOrEmpty(arguments, CACHE),
            ProgressChoice.of(err));
    out.println(evaluation.before());
    out.println(evaluation.after());
    err.println("checkpoint: " + evaluation.prefix());
  }
}
