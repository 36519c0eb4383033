package org.imagebeam.retrain;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation.Required;
import org.imagebeam.finetune.FineTuneSettings;
import org.imagebeam.imagemodel.InferenceOptions;
import org.imagebeam.pipeline.FileOptions;
import org.imagebeam.pipeline.HelpGroup;

/**
 * Lists the options of {@code imagebeam retrain}: where retrain.py has the option, under its name
 * there.
 */
public interface RetrainOptions extends InferenceOptions, FileOptions {
  @Description(
      "The images: a folder with one folder for each class, named after it; local or gs://.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Required
  String getImages();

  void setImages(String value);

  @Description(
      "The model folder to write, local or gs://, for classify --model; checkpoints,"
          + " metrics.csv, TensorBoard's events and report.html go there too. Run again, an"
          + " interrupted training goes on.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Required
  String getOutput();

  void setOutput(String value);

  @Description(
      "The model to retrain: a name that 'imagebeam model list' shows, a folder, local or"
          + " gs://, an archive (.tgz, .zip), or the http(s):// or gs:// address of one, fetched"
          + " when needed; or a SavedModel, a frozen graph or a checkpoint.")
  @HelpGroup(HelpGroup.Title.MODEL)
  @Default.String("embedded")
  String getModel();

  void setModel(String value);

  @Description(
      "Where bottlenecks are cached, local or gs://; trainings may share it. If not given, the"
          + " folder 'bottlenecks' in --output.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.String("")
  String getBottleneckDir();

  void setBottleneckDir(String value);

  @Description("The percentage of the images that test the finished model.")
  @HelpGroup(HelpGroup.Title.SPLIT)
  @Default.Integer(10)
  int getTestingPercentage();

  void setTestingPercentage(int value);

  @Description("The percentage of the images that watch the training.")
  @HelpGroup(HelpGroup.Title.SPLIT)
  @Default.Integer(10)
  int getValidationPercentage();

  void setValidationPercentage(int value);

  @Description("The number of training steps of the new last layer.")
  @HelpGroup(HelpGroup.Title.LAST_LAYER)
  @Default.Long(4000)
  long getSteps();

  void setSteps(long value);

  @Description("The learning rate of the new last layer.")
  @HelpGroup(HelpGroup.Title.LAST_LAYER)
  @Default.Double(0.01)
  double getLearningRate();

  void setLearningRate(double value);

  @Description("The number of images in a training step of the new last layer.")
  @HelpGroup(HelpGroup.Title.LAST_LAYER)
  @Default.Integer(100)
  int getTrainBatchSize();

  void setTrainBatchSize(int value);

  @Description(
      "The number of validation images for an evaluation of the new last layer; 0 for all. The"
          + " weights of the best evaluation are kept.")
  @HelpGroup(HelpGroup.Title.LAST_LAYER)
  @Default.Integer(1000)
  int getValidationBatchSize();

  void setValidationBatchSize(int value);

  @Description(
      "The number of training steps of the new last layer from one evaluation to the next.")
  @HelpGroup(HelpGroup.Title.LAST_LAYER)
  @Default.Long(10)
  long getEvalStepInterval();

  void setEvalStepInterval(long value);

  @Description(
      "The number of training steps of the new last layer from one checkpoint to the next.")
  @HelpGroup(HelpGroup.Title.LAST_LAYER)
  @Default.Long(1000)
  long getSaveEverySteps();

  void setSaveEverySteps(long value);

  @Description("Mirrors half of the training images.")
  @HelpGroup(HelpGroup.Title.DISTORTIONS)
  @Default.Boolean(false)
  boolean getFlipLeftRight();

  void setFlipLeftRight(boolean value);

  @Description(
      "The percentage by which a training image is enlarged before a random part of it is cut"
          + " out.")
  @HelpGroup(HelpGroup.Title.DISTORTIONS)
  @Default.Integer(0)
  int getRandomCrop();

  void setRandomCrop(int value);

  @Description(
      "The largest percentage by which a training image is enlarged at random, in addition to"
          + " --randomCrop.")
  @HelpGroup(HelpGroup.Title.DISTORTIONS)
  @Default.Integer(0)
  int getRandomScale();

  void setRandomScale(int value);

  @Description(
      "The largest percentage by which a training image is made darker or brighter at random.")
  @HelpGroup(HelpGroup.Title.DISTORTIONS)
  @Default.Integer(0)
  int getRandomBrightness();

  void setRandomBrightness(int value);

  @Description(
      "The number of distorted copies of each training image on which the last layer is"
          + " trained, and whose bottlenecks are cached; has an effect if --flipLeftRight,"
          + " --randomCrop, --randomScale or --randomBrightness is given.")
  @HelpGroup(HelpGroup.Title.DISTORTIONS)
  @Default.Integer(8)
  int getDistortedCopies();

  void setDistortedCopies(int value);

  @Description(
      "Trains the layers below the last too: 'all', or a LAYER that 'imagebeam model inspect'"
          + " shows and all layers behind it. Empty for none.")
  @HelpGroup(HelpGroup.Title.FINE_TUNING)
  @Default.String("")
  String getFineTune();

  void setFineTune(String value);

  @Description("The largest number of fine-tuning steps.")
  @HelpGroup(HelpGroup.Title.FINE_TUNING)
  @Default.Long(FineTuneSettings.DEFAULT_STEPS)
  long getFineTuneSteps();

  void setFineTuneSteps(long value);

  @Description(
      "The highest learning rate of fine-tuning; low, because large steps would spoil what the"
          + " layers have learnt before.")
  @HelpGroup(HelpGroup.Title.FINE_TUNING)
  @Default.Double(FineTuneSettings.DEFAULT_LEARNING_RATE)
  double getFineTuneLearningRate();

  void setFineTuneLearningRate(double value);

  @Description(
      "The fraction of the fine-tuning steps, 0 to 1, in which the learning rate rises from 0"
          + " to --fineTuneLearningRate. Without it, the first steps of Adam are as large as any,"
          + " in a direction that few images decide.")
  @HelpGroup(HelpGroup.Title.FINE_TUNING)
  @Default.Double(FineTuneSettings.DEFAULT_WARMUP_RATIO)
  double getFineTuneWarmupRatio();

  void setFineTuneWarmupRatio(double value);

  @Description(
      "How the fine-tuning rate falls after its rise: 'cosine' to 0 at the end, 'none' not at"
          + " all.")
  @HelpGroup(HelpGroup.Title.FINE_TUNING)
  @Default.String("cosine")
  String getFineTuneDecay();

  void setFineTuneDecay(String value);

  @Description(
      "The number of images in a fine-tuning step: as many as fit into memory with all layers'"
          + " values.")
  @HelpGroup(HelpGroup.Title.FINE_TUNING)
  @Default.Integer(FineTuneSettings.DEFAULT_BATCH_SIZE)
  int getFineTuneBatchSize();

  void setFineTuneBatchSize(int value);

  @Description("The number of fine-tuning steps from one evaluation and checkpoint to the next.")
  @HelpGroup(HelpGroup.Title.FINE_TUNING)
  @Default.Long(FineTuneSettings.DEFAULT_EVAL_EVERY)
  long getFineTuneEvalInterval();

  void setFineTuneEvalInterval(long value);

  @Description(
      "Fine-tuning stops after this many evaluations in a row that are worse than the best. The"
          + " kept model is the latest one whose validation cross-entropy is at most one standard"
          + " error above the lowest.")
  @HelpGroup(HelpGroup.Title.FINE_TUNING)
  @Default.Integer(FineTuneSettings.DEFAULT_PATIENCE)
  int getFineTunePatience();

  void setFineTunePatience(int value);

  @Description("The seed of the split, of the last layer's initial values, and of the batches.")
  @HelpGroup(HelpGroup.Title.SPLIT)
  @Default.Long(1)
  long getSeed();

  void setSeed(long value);

  @Description(
      "Makes the tables safe to open in a spreadsheet: each cell in quotes, and an apostrophe before"
          + " cells that it would take for a formula, because they begin with =, +, -, @, a tab or"
          + " a line break.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.Boolean(false)
  boolean getCsvSafe();

  void setCsvSafe(boolean value);

  @Description("Prints the test images that the model classifies wrong, the worst first.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.Boolean(false)
  boolean getPrintMisclassified();

  void setPrintMisclassified(boolean value);
}
