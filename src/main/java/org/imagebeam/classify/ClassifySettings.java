package org.imagebeam.classify;

import java.util.List;
import org.imagebeam.image.ImageModelSettings;
import org.imagebeam.model.ModelLocation;
import org.imagebeam.pipeline.InferenceSettings;
import org.imagebeam.pipeline.OptionChecks;

/** The values of {@link ClassifyOptions}, checked. */
record ClassifySettings(
    String input, String output, ModelLocation model, int topK, InferenceSettings inference) {
  /** Columns for more labels than any network has would only take room in the header. */
  private static final int MOST_LABELS = 100_000;

  /**
   * Reads and checks the options.
   *
   * @throws org.imagebeam.storage.InvalidValueException if a value can't be, naming the option
   */
  static ClassifySettings of(ClassifyOptions options) {
    return new ClassifySettings(
        OptionChecks.notBlank("input", options.getInput()),
        OptionChecks.notBlank("output", options.getOutput()),
        new ModelLocation(
            OptionChecks.notBlank("model", options.getModel()), options.getModelCache()),
        OptionChecks.between(1, MOST_LABELS, "topK", options.getTopK()),
        InferenceSettings.of(options));
  }

  /** What the model is told. */
  ImageModelSettings<List<ScoredNode>> forModel(String outputNode) {
    return inference.forModel(outputNode, new TopK(topK));
  }

  /** All that decides which rows a run writes: a run can only go on from one of the same. */
  String fingerprint(String modelId) {
    return String.join(
        "\n",
        input,
        modelId,
        "topK=" + topK,
        "batchSize=" + inference.batches().batchSize(),
        "groupSize=" + inference.batches().groupSize(),
        inference.limits().toString(),
        inference.exif().name(),
        inference.decode().name(),
        inference.session().precision().name());
  }
}
