package org.imagebeam.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.imagebeam.classify.ClassifyOptions;
import org.imagebeam.classify.ClassifyPipeline;
import org.imagebeam.classify.ClassifySummary;
import org.imagebeam.classify.StandardStreams;
import org.imagebeam.classify.Thresholds;
import org.imagebeam.cli.process.StopNotice;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.storage.FileListing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code imagebeam classify}. */
@Command(
    name = "classify",
    mixinStandardHelpOptions = true,
    description = "Classifies image files and writes a row for each.",
    footer = {
      "",
      "Examples:",
      "  imagebeam classify --input=photos --output=photos.csv",
      "  imagebeam classify --input='photos/**/*.jpg,gs://bucket/more/' \\",
      "      --output=night/ --model=inception-v3"
    })
final class ClassifyCommand implements PipelineCommand {
  @Spec private CommandSpec spec;
  @Mixin private CommandOutput console;

  @Override
  public Class<ClassifyOptions> options() {
    return ClassifyOptions.class;
  }

  @Override
  public void run() throws IOException {
    ClassifyOptions options =
        BeamOptions.read(spec.commandLine().getParseResult(), ClassifyOptions.class);
    Thresholds thresholds = Thresholds.of(options);
    options.setModel(PipelineCommand.imported(options.getModel(), options, console.err()));
    ClassifyPipeline pipeline = ClassifyPipeline.create(options, ImagebeamCommand.progress(spec));
    StopNotice.keeps(pipeline::describeKept);
    ClassifySummary summary = pipeline.run(StandardStreams.ofProcess(console.err()::println));
    print(summary);
    thresholds.check(summary);
  }

  private void print(ClassifySummary summary) {
    String stages =
        new TreeMap<>(summary.failed())
            .entrySet().stream()
                .map(stage -> stage.getKey() + " " + stage.getValue())
                .collect(Collectors.joining(", "));
    console
        .err()
        .printf(
            Locale.ROOT,
            "classified %d, failed %d%s%s, in %.1f s (%.1f images/s)%n",
            summary.classified(),
            summary.failedTotal(),
            stages.isEmpty() ? "" : " (" + stages + ")",
            summary.skipped() == 0 ? "" : ", skipped " + summary.skipped() + " done before",
            summary.seconds(),
            summary.rate());
    describe(summary.leftOut()).ifPresent(what -> console.err().println("left out: " + what));
    console.err().println("results:  " + summary.results());
    console.err().println("failures: " + summary.failures());
    if (!summary.metrics().isEmpty()) {
      console.err().println("metrics:  " + summary.metrics());
    }
    if (!summary.report().isEmpty()) {
      console.err().println("report:   " + summary.report());
    }
  }

  private static Optional<String> describe(FileListing.LeftOut leftOut) {
    List<String> parts = new ArrayList<>();
    if (leftOut.unmeant() > 0) {
      parts.add(
          leftOut.unmeant() + " files or folders, hidden or a system's own (--all reads them too)");
    }
    if (leftOut.excluded() > 0) {
      parts.add(leftOut.excluded() + " excluded");
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
  }
}
