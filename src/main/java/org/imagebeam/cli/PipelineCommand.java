package org.imagebeam.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.imagebeam.cli.source.SourceOptions;
import org.imagebeam.imagemodel.ImportedModelOptions;
import org.imagebeam.imagemodel.InferenceOptions;
import org.imagebeam.model.PixelPreset;
import org.imagebeam.modelimport.CachedImport;
import org.imagebeam.modelimport.ImportOptions;
import org.imagebeam.modelimport.SizingOptions;

/** A command that runs a pipeline, and takes Beam's options beside its own. */
interface PipelineCommand extends Subcommand {
  /** Returns the options of the command's pipeline. */
  Class<? extends PipelineOptions> options();

  /**
   * Returns a model that the pipeline can open: the given one, or where it was imported to.
   *
   * @param err told what was decided, if it is imported now
   * @throws IOException if a file of the model can't be read
   */
  static String imported(String model, InferenceOptions options, PrintWriter err)
      throws IOException {
    String imported =
        CachedImport.resolve(model, options.getModelCache(), said(options), err::println);
    if (!imported.equals(model) && options.getRunner() != DirectRunner.class) {
      err.println(
          "imagebeam: WARNING: "
              + imported
              + " is on this machine, and workers on other machines can't read it: run"
              + " 'imagebeam model import "
              + model
              + " --output=gs://…', and name that as --model");
    }
    return imported;
  }

  private static ImportOptions said(ImportedModelOptions options) {
    ImportOptions.Builder said =
        ImportOptions.builder()
            .sizing(
                SizingOptions.of(options.getResize(), options.getAntialias(), options.getCrop()));
    ifSaid(options.getPreprocessing()).map(PixelPreset::require).ifPresent(said::pixels);
    ifSaid(options.getModelLabels()).ifPresent(said::labels);
    ifSaid(options.getSize()).map(SizingOptions::size).ifPresent(said::size);
    ifSaid(options.getSignature()).ifPresent(said::signature);
    ifSaid(options.getInputNode()).ifPresent(said::input);
    ifSaid(options.getOutputNode()).ifPresent(said::output);
    ifSaid(options.getActivation())
        .map(name -> SourceOptions.activation("--activation=", name))
        .ifPresent(said::activation);
    return said.build();
  }

  private static Optional<String> ifSaid(String value) {
    return Optional.of(value).filter(text -> !text.isEmpty());
  }
}
