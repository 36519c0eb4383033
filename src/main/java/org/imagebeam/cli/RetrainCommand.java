package org.imagebeam.cli;

import java.io.IOException;
import java.util.Locale;
import org.imagebeam.cli.options.BeamOptions;
import org.imagebeam.cli.process.StopNotice;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.learn.Score;
import org.imagebeam.retrain.RetrainOptions;
import org.imagebeam.retrain.RetrainPipeline;
import org.imagebeam.retrain.RetrainSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code imagebeam retrain}. */
@Command(
    name = "retrain",
    mixinStandardHelpOptions = true,
    description =
        "Teaches a network your own classes by transfer learning, and writes a model folder for classify; run again, it goes on.",
    footer = {
      "",
      "Examples:",
      "  imagebeam retrain --images=flowers --output=flower-model",
      "  imagebeam retrain --images=flowers --output=tuned --fineTune=all \\",
      "      --model=inception-v3"
    })
final class RetrainCommand implements PipelineCommand {
  private static final long SHOWN_OF_HEAD = 10;

  @Spec private CommandSpec spec;
  @Mixin private CommandOutput console;

  @Override
  public Class<RetrainOptions> options() {
    return RetrainOptions.class;
  }

  @Override
  public void run() throws IOException {
    RetrainOptions options =
        BeamOptions.read(spec.commandLine().getParseResult(), RetrainOptions.class);
    options.setModel(PipelineCommand.imported(options.getModel(), options, console.err()));
    RetrainPipeline pipeline = RetrainPipeline.create(options, ImagebeamCommand.progress(spec));
    StopNotice.keeps(pipeline::describeKept);
    RetrainSummary summary = pipeline.run(evaluation -> print(evaluation, options));
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
    console
        .err()
        .printf(
            Locale.ROOT,
            "%s step %d: training accuracy %.3f, validation accuracy %.3f, cross-entropy %.4f%n",
            evaluation.phase().text(),
            evaluation.step(),
            evaluation.trainAccuracy(),
            evaluation.validationAccuracy(),
            evaluation.validationCrossEntropy());
  }

  private void print(RetrainSummary.Mistake mistake) {
    console
        .out()
        .printf(
            Locale.ROOT,
            "%s: %s, taken for %s (%.4f)%n",
            mistake.image(),
            mistake.label(),
            mistake.predicted(),
            mistake.score());
  }

  private void print(RetrainSummary summary) {
    console
        .out()
        .printf(
            Locale.ROOT,
            "%d images%s, bottlenecks: %d cached, %d computed in %.1f s; trained in %.1f s%n",
            summary.images(),
            summary.failed() == 0 ? "" : " (" + summary.failed() + " left out)",
            summary.cached(),
            summary.computed(),
            summary.bottleneckSeconds(),
            summary.trainSeconds());
    console.out().println("model:  " + summary.folder());
    console.out().println("report: " + summary.page());
    // The last line is the test accuracy, as that of retrain.py.
    if (summary.test().images() > 0) {
      summary.headTest().ifPresent(head -> print("Test accuracy of the last layer alone", head));
      print("Final test accuracy", summary.test());
    }
  }

  private void print(String what, Score score) {
    console
        .out()
        .printf(
            Locale.ROOT,
            "%s = %.4f (N=%d), cross-entropy = %.4f%n",
            what,
            score.accuracy(),
            score.images(),
            score.crossEntropy());
  }
}
