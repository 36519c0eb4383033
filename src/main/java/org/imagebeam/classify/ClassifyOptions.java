package org.imagebeam.classify;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation.Required;
import org.imagebeam.classify.ledger.LedgerOptions;
import org.imagebeam.imagemodel.InferenceOptions;
import org.imagebeam.pipeline.FileOptions;
import org.imagebeam.pipeline.HelpGroup;
import org.imagebeam.pipeline.OptionalValue;
import org.jspecify.annotations.Nullable;

/** What {@code imagebeam classify} takes. */
public interface ClassifyOptions extends InferenceOptions, FileOptions, LedgerOptions {
  @Description(
      "The images: a folder (with everything below it), a glob in quotes ('photos/**/*.jpg'),"
          + " or @list.txt with one path a line; local or gs://; several between commas or in"
          + " several --input.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Required
  String getInput();

  void setInput(String value);

  @Description(
      "Where the rows go: x.csv or x.jsonl writes that file and x.failures.csv or .jsonl; folder/"
          + " adds two files for each run and skips the images that have a row there; - writes the"
          + " rows to standard output when all are done, and a line for each failure to standard"
          + " error.")
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

  @Description(
      "csv, or jsonl for JSON Lines, an object a line; if not given, what the name in --output ends"
          + " with, or else csv.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.String("")
  String getFormat();

  void setFormat(String value);

  @Description(
      "labels, embedding or both. The embedding are the values of a layer for the image, of the same"
          + " pass through the network.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.String("labels")
  String getOutputs();

  void setOutputs(String value);

  @Description(
      "The node whose values are the embedding; if not given, the model's bottleneck, the layer"
          + " before the last.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.String("")
  String getEmbedding();

  void setEmbedding(String value);

  @Description(
      "Divides each embedding by its L2 norm: the product of two is then their cosine similarity.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.Boolean(false)
  boolean getNormalizeEmbedding();

  void setNormalizeEmbedding(boolean value);

  @Description(
      "column writes embeddings into the table, as a JSON array; npy writes them into .npy files"
          + " beside the table, whose rows name the file and the row in it. Default: column.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.String("")
  String getEmbeddingFormat();

  void setEmbeddingFormat(String value);

  @Description(
      "The score that a prediction must have at least, for networks that give each class a score of"
          + " its own (sigmoid). An image may then have no label; --topK limits their number all the"
          + " same.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Nullable Double getMinScore();

  void setMinScore(@Nullable Double value);

  @Description("The number of predictions for each image, best first.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.Integer(ClassifyImages.DEFAULT_TOP_K)
  int getTopK();

  void setTopK(int value);

  @Description(
      "Adds the column groups: what the best label is a kind of by WordNet, near groups first, such"
          + " as 'domestic cat; cat; domestic animal; feline; ...'. For models whose classes are"
          + " ImageNet's; 'imagebeam labels' shows them.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.Boolean(false)
  boolean getGroups();

  void setGroups(boolean value);

  @Description(
      "How much of the images may fail, from 0 to 1: if more do, the command ends with exit code 14,"
          + " and the tables are written all the same. If not given, the command ends so only if all"
          + " images fail. Images that are done before count as well.")
  @HelpGroup(HelpGroup.Title.NIGHTLY_RUNS)
  @Nullable Double getMaxFailureRatio();

  void setMaxFailureRatio(@Nullable Double value);

  @Description(
      "How many images must be classified: if fewer are, the command ends with exit code 15, and the"
          + " tables are written all the same. Images that are done before don't count.")
  @HelpGroup(HelpGroup.Title.NIGHTLY_RUNS)
  @Default.Long(0)
  long getMinResults();

  void setMinResults(long value);

  @Description(
      "Makes tables safe to open in a spreadsheet: each cell in quotes, and an apostrophe"
          + " before cells that it would take for a formula, because they begin with =, +, -, @, a"
          + " tab or a line break.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.Boolean(false)
  boolean getCsvSafe();

  void setCsvSafe(boolean value);

  @Description(
      "Also writes a page that shows each image beside its labels, to be filtered and sorted in a"
          + " browser: x.html for x.csv, report.html in a folder, with thumbnails in a folder beside"
          + " it. --report=y.html names another page.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @OptionalValue
  @Default.String("")
  String getReport();

  void setReport(String value);
}
