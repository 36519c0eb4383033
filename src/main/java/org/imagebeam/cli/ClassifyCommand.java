package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.imagebeam.classify.ClassifyOptions;
import org.imagebeam.classify.ClassifyPipeline;
import org.imagebeam.classify.ClassifySummary;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code imagebeam classify}. */
final class ClassifyCommand implements ImagebeamCommand.Subcommand {
  private final CommandSpec spec;
  private final PrintWriter err;

  ClassifyCommand(PrintWriter err) {
    this.err = err;
    spec = CommonOptions.addTo(CommandSpec.wrapWithoutInspection(this).name("classify"));
    spec.usageMessage()
        .description("Classifies image files and writes a CSV row for each.")
        .abbreviateSynopsis(true);
    BeamOptions.addTo(spec, ClassifyOptions.class);
  }

  @Override
  public CommandSpec spec() {
    return spec;
  }

  @Override
  public void run(ParseResult arguments) throws IOException {
    ClassifyOptions options = BeamOptions.read(arguments, ClassifyOptions.class);
    ClassifyPipeline pipeline = ClassifyPipeline.create(options, ProgressChoice.of(err));
    StopNotice.keeps(pipeline::describeKept);
    print(pipeline.run());
  }

  private void print(ClassifySummary summary) {
    String stages =
        new TreeMap<>(summary.failed())
            .entrySet().stream()
                .map(stage -> stage.getKey() + " " + stage.getValue())
                .collect(Collectors.joining(", "));
    err.printf(
        Locale.ROOT,
        "classified %d, failed %d%s%s, in %.1f s (%.1f images/s)%n",
        summary.classified(),
        summary.failedTotal(),
        stages.isEmpty() ? "" : " (" + stages + ")",
        summary.skipped() == 0 ? "" : ", skipped " + summary.skipped() + " done before",
        summary.seconds(),
        summary.rate());
    err.println("results:  " + summary.results());
    err.println("failures: " + summary.failures());
    err.println("metrics:  " + summary.metrics());
  }
}
