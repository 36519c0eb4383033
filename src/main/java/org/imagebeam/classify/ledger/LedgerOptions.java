package org.imagebeam.classify.ledger;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.imagebeam.pipeline.HelpGroup;
import org.jspecify.annotations.Nullable;

/** Says what a run does with the rows that earlier runs have left, and how much it does. */
public interface LedgerOptions extends PipelineOptions {
  @Description(
      "How many images to classify at most, the first by their paths. Those that are done before"
          + " don't count. Run again into the same folder for the next ones.")
  @HelpGroup(HelpGroup.Title.NIGHTLY_RUNS)
  @Nullable Long getLimit();

  void setLimit(@Nullable Long value);

  @Description(
      "Classifies every image again that has failed before. If not given, an image whose file is at"
          + " fault is tried again when it has changed, and any other failure in each run.")
  @HelpGroup(HelpGroup.Title.NIGHTLY_RUNS)
  @Default.Boolean(false)
  boolean getRetryFailures();

  void setRetryFailures(boolean value);

  @Description(
      "Lists the images, compares them with the rows of earlier runs, says what a run would do, and"
          + " writes no row. The model is fetched, imported or quantized if it isn't yet.")
  @HelpGroup(HelpGroup.Title.NIGHTLY_RUNS)
  @Default.Boolean(false)
  boolean getDryRun();

  void setDryRun(boolean value);

  @Description(
      "What to do with the rows of images whose files are gone: mark lists them in gone-<run>.csv,"
          + " drop takes them out of the tables. Only images below the folders of --input are looked"
          + " for.")
  @HelpGroup(HelpGroup.Title.NIGHTLY_RUNS)
  @Default.String("")
  String getPrune();

  void setPrune(String value);

  @Description(
      "How much of the images with rows below a folder of --input may be gone, from 0 to 1: if more"
          + " are, a disk may be missing, and --prune leaves the rows below that folder as they are.")
  @HelpGroup(HelpGroup.Title.NIGHTLY_RUNS)
  @Default.Double(LedgerPolicy.DEFAULT_MAX_PRUNE_RATIO)
  double getMaxPruneRatio();

  void setMaxPruneRatio(double value);
}
