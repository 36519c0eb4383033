package org.imagebeam.classify;

import java.util.List;
import org.imagebeam.imagemodel.ImageModelSettings;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.model.ModelRef;
import org.imagebeam.pipeline.OptionChecks;

/** The values of {@link ClassifyOptions}, checked. */
record ClassifySettings(
    String input,
    String output,
    ModelRef model,
    int topK,
    InferenceSettings inference,
    boolean csvSafe) {
  /** Columns for more labels than any network has would only take room in the header. */
  private static final int MOST_LABELS = 100_000;

  /**
   * Reads and checks the options.
   *
   * @throws org.imagebeam.local.InvalidValueException if a value is invalid, naming the setting
   */
  static ClassifySettings of(ClassifyOptions options) {
    return new ClassifySettings(
        OptionChecks.notBlank("input", options.getInput()),
        OptionChecks.notBlank("output", options.getOutput()),
        new ModelRef(
            OptionChecks.notBlank("model", options.getModel()),
            options.getModelCache(),
            options.getAllowUnsafeModel()),
        OptionChecks.between(1, MOST_LABELS, "topK", options.getTopK()),
        InferenceSettings.of(options),
        options.getCsvSafe());
  }

  /** What the model is told. */
  ImageModelSettings<List<ScoredNode>> forModel(String outputNode) {
    return inference.forModel(outputNode, new TopK(topK));
  }
}
