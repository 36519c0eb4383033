package org.imagebeam.classify.report;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a table says of an image, as far as a page shows it.
 *
 * @param path of the image
 * @param model as the row names it
 * @param settings that the row depends on, by their id; empty if it names none
 * @param outputs of the network; none if the image failed, or has an embedding alone
 * @param stage at which the image failed; empty if it didn't
 * @param message why it failed; empty if it didn't
 */
record ReportRow(
    String path,
    String model,
    String settings,
    List<Output> outputs,
    String stage,
    String message) {
  ReportRow {
    requireNonNull(path, "path is null");
    requireNonNull(model, "model is null");
    requireNonNull(settings, "settings is null");
    outputs = List.copyOf(outputs);
    requireNonNull(stage, "stage is null");
    requireNonNull(message, "message is null");
  }

  /**
   * The labels of an output, best first.
   *
   * @param name of the output, empty for the first
   */
  record Output(String name, List<Label> labels) {
    Output {
      requireNonNull(name, "name is null");
      labels = List.copyOf(labels);
    }
  }

  /**
   * A label.
   *
   * @param score infinite if the table couldn't say it
   * @param synset its WordNet id; empty if the table has none
   */
  record Label(String text, float score, String synset) {
    Label {
      requireNonNull(text, "text is null");
      requireNonNull(synset, "synset is null");
    }
  }

  boolean failed() {
    return !stage.isEmpty();
  }
}
