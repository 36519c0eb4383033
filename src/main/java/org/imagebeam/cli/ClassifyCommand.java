package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.imagebeam.classify.ClassifyOptions;
import org.imagebeam.classify.ClassifyPipeline;
import org.imagebeam.classify.ClassifySummary;
import org.imagebeam.classify.DryRun;
import org.imagebeam.classify.StandardStreams;
import org.imagebeam.classify.Thresholds;
import org.imagebeam.cli.log.LogChoice;
import org.imagebeam.cli.log.LogEvent;
import org.imagebeam.cli.options.BeamOptions;
import org.imagebeam.cli.process.StopNotice;
import org.imagebeam.cli.report.RunReport;
import org.imagebeam.cli.shared.CommandOutput;
import org.slf4j.event.Level;
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
    if (options.getDryRun()) {
      DryRun plan = pipeline.dryRun();
      plan.remarks().forEach(console.err()::println);
      print("dry-run", RunReport.of(plan), RunReport.values(plan), console.out());
      return;
    }
    StopNotice.keeps(pipeline::describeKept);
    ClassifySummary summary = pipeline.run(StandardStreams.ofProcess(console.err()::println));
    // Standard output has the rows, if any went there.
    PrintWriter target = summary.metrics().isEmpty() ? console.err() : console.out();
    print("summary", RunReport.of(summary, pipeline.prune()), RunReport.values(summary), target);
    thresholds.check(summary);
  }

  private void print(
      String logger, List<String> lines, Map<String, Object> values, PrintWriter target) {
    if (LogChoice.isJson()) {
      String event = LogEvent.line(Level.INFO, logger, lines.get(0), values, null);
      if (target == console.out()) {
        target.println(event);
      } else {
        LogChoice.errors().println(event);
      }
    } else {
      lines.forEach(target::println);
    }
    target.flush();
  }
}
