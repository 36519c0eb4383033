package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import org.imagebeam.cli.process.StopNotice;
import org.imagebeam.cli.shared.CommandOutput;
import org.imagebeam.cli.source.SourceOptions;
import org.imagebeam.graph.ends.AmbiguousEndException;
import org.imagebeam.model.ModelCache;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.modelcheck.CheckReport;
import org.imagebeam.modelcheck.ModelCheck;
import org.imagebeam.modelimport.ImportOptions;
import org.imagebeam.modelimport.ImportReport;
import org.imagebeam.modelimport.ImportSource;
import org.imagebeam.modelimport.ModelImport;
import org.imagebeam.modelimport.PixelsUnknownException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code imagebeam model import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description =
        "Makes a model folder of a SavedModel, a frozen graph or a checkpoint, and says what was"
            + " decided.",
    footer = {
      "",
      "Examples:",
      "  imagebeam model import saved_model/ --preprocessing=inception \\",
      "      --labels=labels.txt --output=my-model",
      "  imagebeam model import output_graph.pb --output=my-model"
    })
final class ImportCommand implements Subcommand {
  @Mixin private CommandOutput console;

  @Parameters(
      paramLabel = "SOURCE",
      description =
          "A SavedModel's folder (TensorFlow 1 and 2, Keras 3), a file with a frozen graph (.pb or"
              + " .pbtxt), a checkpoint with its .meta file, or a model folder; local or gs://.")
  private String source;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The model folder that is written.")
  private String output;

  @Mixin private SourceOptions said;

  @Option(
      names = "--check",
      paramLabel = "FOLDER",
      description =
          "Images that are classified with the model folder and, by TensorFlow itself, with the"
              + " source, to compare the scores; the first 100 of a folder.")
  private Optional<String> check;

  @Override
  public void run() throws IOException {
    ImportOptions options = said.build();
    ImportReport report;
    try {
      report = new ModelImport(source, options).writeTo(output);
    } catch (AmbiguousEndException e) {
      String option =
          e.end() == AmbiguousEndException.End.INPUT
              ? "--inputNode=NODE"
              : e.candidates().size() > 1
                  ? "--outputNode=NODE, and others that classify too with --heads=NAME=NODE"
                  : "--outputNode=NODE";
      throw unusable(e.getMessage() + " with " + option, e);
    } catch (PixelsUnknownException e) {
      throw unusable(e.getMessage() + " with --preprocessing=NAME", e);
    }
    PrintWriter out = console.out();
    report.lines().forEach((name, value) -> out.printf(Locale.ROOT, "%-12s%s%n", name, value));
    out.printf(Locale.ROOT, "%-12s%s%n", "written to", output);
    out.flush();
    if (check.isPresent()) {
      check(check.get(), options.signature(), out);
    }
  }

  private void check(String images, Optional<String> signature, PrintWriter out)
      throws IOException {
    ImportSource original = ImportSource.find(source).orElseThrow();
    ModelFolder folder = ModelFolder.open(output);
    StopNotice.keeps(() -> "; the model is in '" + output + "', and not checked to the end");
    CheckReport checked =
        new ModelCheck(original, signature, folder, ModelCache.of("").root())
            .run(images, ImagebeamCommand.progress(console.command()));
    checked.images().forEach(image -> out.printf(Locale.ROOT, "%-12s%s%n", "checked", image));
    out.printf(Locale.ROOT, "%-12s%s%n", "check", checked.summary());
    out.flush();
    if (!checked.agrees()) {
      throw new ModelException(
          ModelException.Kind.UNUSABLE,
          "'"
              + output
              + "' doesn't answer as '"
              + source
              + "' does, or couldn't be compared: "
              + checked.summary());
    }
  }

  private ModelException unusable(String message, Exception cause) {
    return new ModelException(ModelException.Kind.UNUSABLE, "'" + source + "': " + message, cause);
  }
}
