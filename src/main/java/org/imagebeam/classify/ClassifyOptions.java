package org.imagebeam.classify;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation.Required;
import org.imagebeam.imagemodel.InferenceOptions;
import org.imagebeam.pipeline.HelpGroup;

/** What {@code imagebeam classify} takes. */
public interface ClassifyOptions extends InferenceOptions {
  @Description(
      "The images: a folder (with everything below it), a glob in quotes ('photos/**/*.jpg'),"
          + " or @list.txt with one path a line; local or gs://; several between commas or in"
          + " several --input.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Required
  String getInput();

  void setInput(String value);

  @Description(
      "Where the rows go: x.csv writes that file and x.failures.csv; folder/ adds two files for"
          + " each run and skips the images that have a row there.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Required
  String getOutput();

  void setOutput(String value);

  @Description(
      "The model: a name that 'imagebeam model list' shows, a folder, local or gs://, an"
          + " archive (.tgz, .zip), or the http(s):// or gs:// address of one, fetched when"
          + " needed; or a SavedModel, a frozen graph or a checkpoint.")
  @HelpGroup(HelpGroup.Title.MODEL)
  @Default.String("embedded")
  String getModel();

  void setModel(String value);

  @Description("The number of predictions for each image, best first.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.Integer(ClassifyImages.DEFAULT_TOP_K)
  int getTopK();

  void setTopK(int value);

  @Description(
      "Makes tables safe to open in a spreadsheet: each cell in quotes, and an apostrophe"
          + " before cells that it would take for a formula, because they begin with =, +, -, @, a"
          + " tab or a line break.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.Boolean(false)
  boolean getCsvSafe();

  void setCsvSafe(boolean value);
}
