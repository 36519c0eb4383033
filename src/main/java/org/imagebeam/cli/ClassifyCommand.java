package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.imagebeam.classify.ClassifyOptions;
import org.imagebeam.classify.ClassifyPipeline;
import org.imagebeam.classify.ClassifySummary;
import org.imagebeam.classify.StandardStreams;
import org.imagebeam.cli.process.StopNotice;
import picocli.CommandLine.Command;
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

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  @Override
  public Class<ClassifyOptions> options() {
    return ClassifyOptions.class;
  }

  @Override
  public void run() throws IOException {
    ClassifyOptions options =
        BeamOptions.read(spec.commandLine().getParseResult(), ClassifyOptions.class);
    options.setModel(PipelineCommand.imported(options.getModel(), options, err()));
    ClassifyPipeline pipeline = ClassifyPipeline.create(options, ImagebeamCommand.progress(spec));
    StopNotice.keeps(pipeline::describeKept);
    print(pipeline.run(StandardStreams.ofProcess(err()::println)));
  }

  private void print(ClassifySummary summary) {
    String stages =
        new TreeMap<>(summary.failed())
            .entrySet().stream()
                .map(stage -> stage.getKey() + " " + stage.getValue())
                .collect(Collectors.joining(", "));
    err()
        .printf(
            Locale.ROOT,
            "classified %d, failed %d%s%s, in %.1f s (%.1f images/s)%n",
            summary.classified(),
            summary.failedTotal(),
            stages.isEmpty() ? "" : " (" + stages + ")",
            summary.skipped() == 0 ? "" : ", skipped " + summary.skipped() + " done before",
            summary.seconds(),
            summary.rate());
    err().println("results:  " + summary.results());
    err().println("failures: " + summary.failures());
    if (!summary.metrics().isEmpty()) {
      err().println("metrics:  " + summary.metrics());
    }
  }
}
