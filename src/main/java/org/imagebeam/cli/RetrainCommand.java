package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.learn.Score;
import org.imagebeam.retrain.RetrainOptions;
import org.imagebeam.retrain.RetrainPipeline;
import org.imagebeam.retrain.RetrainSummary;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam retrain}. */
final class RetrainCommand implements ImagebeamCommand.Subcommand {
  private static final long SHOWN_OF_HEAD = 10;

  private final CommandSpec spec;
  private final PrintWriter out;
  private final PrintWriter err;

  RetrainCommand(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("retrain"));
    spec.usageMessage()
        .description(
            "Teaches a network classes of one's own by transfer learning, and writes a model"
                + " folder for classify; run again, it goes on.")
        .abbreviateSynopsis(true);
    BeamOptions.addTo(spec, RetrainOptions.class);
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    RetrainOptions options = BeamOptions.read(arguments, RetrainOptions.class);
    RetrainSummary summary =
        RetrainPipeline.create(options, ProgressChoice.of(err))
            .run(evaluation -> print(evaluation, options));
    if (options.getPrintMisclassified()) {
      summary.mistakes().forEach(this::print);
    }
    print(summary);
  }

  /** The last layer is evaluated hundreds of times in a few seconds: of those, one in ten. */
  private void print(EvaluationRow evaluation, RetrainOptions options) {
    boolean last = evaluation.step() == options.getSteps();
    if (evaluation.phase() == EvaluationRow.Phase.HEAD
        && !last
        && evaluation.step() % (SHOWN_OF_HEAD * options.getEvalStepInterval()) != 0) {
      return;
    }
    err.printf(
        Locale.ROOT,
        "%s step %d: training accuracy %.3f, validation accuracy %.3f, cross-entropy %.4f%n",
        evaluation.phase().text(),
        evaluation.step(),
        evaluation.trainAccuracy(),
        evaluation.validationAccuracy(),
        evaluation.validationCrossEntropy());
  }

  private void print(RetrainSummary.Mistake mistake) {
    out.printf(
        Locale.ROOT,
        "%s: %s, taken for %s (%.4f)%n",
        mistake.image(),
        mistake.label(),
        mistake.predicted(),
        mistake.score());
  }

  private void print(RetrainSummary summary) {
    err.printf(
        Locale.ROOT,
        "%d pictures%s, bottlenecks: %d cached, %d computed in %.1f s; trained in %.1f s%n",
        summary.images(),
        summary.failed() == 0 ? "" : " (" + summary.failed() + " left out)",
        summary.cached(),
        summary.computed(),
        summary.bottleneckSeconds(),
        summary.trainSeconds());
    if (summary.test().images() > 0) {
      summary.headTest().ifPresent(head -> print("Test accuracy of the last layer alone", head));
      print("Final test accuracy", summary.test());
    }
    err.println("model:  " + summary.folder());
    err.println("report: " + summary.page());
  }

  private void print(String what, Score score) {
    out.printf(
        Locale.ROOT,
        "%s = %.4f (N=%d), cross-entropy = %.4f%n",
        what,
        score.accuracy(),
        score.images(),
        score.crossEntropy());
  }
}
