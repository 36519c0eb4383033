package org.imagebeam.cli;

import java.io.IOException;
import org.imagebeam.cli.shared.CheckpointOptions;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.digits.ModelExport;
import org.imagebeam.model.ModelGraph;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
  @Mixin private CommandOutput console;

  @Mixin private CheckpointOptions checkpoint;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The model folder, local or gs://; an existing model is replaced.")
  private String output;

  @Override
  public void run() throws IOException {
    ModelExport export = ModelExport.write(checkpoint.prefix(), checkpoint.averages(), output);
    console.out().println(export.folder());
    console.err().println("model:      " + ModelGraph.shownId(export.id()));
    console.err().println("checkpoint: " + export.prefix());
  }
}
