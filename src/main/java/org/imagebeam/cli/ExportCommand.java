package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.imagebeam.digits.ModelExport;
import org.imagebeam.model.ModelGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code imagebeam export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Freezes what train has learnt to a model folder for classify, and prints the folder.",
    footer = {
      "",
      "Examples:",
      "  imagebeam export --checkpoint=digits --output=digits/model",
      "  imagebeam export --checkpoint=digits --averages --output=gs://bucket/model"
    })
final class ExportCommand implements Subcommand {
  @Spec private CommandSpec spec;

  @Mixin private CheckpointOptions checkpoint;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The model folder, local or gs://; an existing model is replaced.")
  private String output;

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  @Override
  public void run() throws IOException {
    ModelExport export = ModelExport.write(checkpoint.prefix(), checkpoint.averages(), output);
    out().println(export.folder());
    err().println("model:      " + ModelGraph.shownId(export.id()));
    err().println("checkpoint: " + export.prefix());
  }
}
