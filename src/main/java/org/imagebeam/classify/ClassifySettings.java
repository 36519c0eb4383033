package org.imagebeam.classify;

import java.util.List;
import org.imagebeam.image.ImageModelSettings;
import org.imagebeam.model.ModelLocation;
import org.imagebeam.pipeline.InferenceSettings;
import org.imagebeam.pipeline.OptionChecks;

/** The values of {@link ClassifyOptions}, checked. */
record ClassifySettings(
    String input,
    String output,
    ModelLocation model,
    int topK,
    InferenceSettings inference,
    boolean csvSafe) {

  /**
   * Reads and checks the options.
   *
   * @throws IllegalArgumentException if a value can't be, naming the option
   */
  static ClassifySettings of(ClassifyOptions options) {
    return new ClassifySettings(
        OptionChecks.notBlank("input", options.getInput()),
        OptionChecks.notBlank("output", options.getOutput()),
        new ModelLocation(
            OptionChecks.notBlank("model", options.getModel()),
            options.getModelCache(),
            options.getAllowUnsafeModel()),
        OptionChecks.atLeastOne("topK", options.getTopK()),
        InferenceSettings.of(options),
        options.getCsvSafe());
  }

  /** What the model is told. */
  ImageModelSettings<List<ScoredNode>> forModel(String outputNode) {
    return inference.forModel(outputNode, new TopK(topK));
  }
}
