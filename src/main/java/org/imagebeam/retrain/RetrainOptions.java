package org.imagebeam.retrain;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Validation.Required;
import org.imagebeam.finetune.FineTuneSettings;
import org.imagebeam.pipeline.InferenceOptions;

/**
 * Lists the options of {@code imagebeam retrain}: where retrain.py has the option, under its name
 * there.
 */
public interface RetrainOptions extends InferenceOptions {
  @Description(
      "The pictures: a folder with one sub-folder a class, named after it; local or gs://.")
  @Required
  String getImages();

  void setImages(String value);

  @Description(
      "The model folder that is made, local or gs://, for classify --model; checkpoints,"
          + " metrics.csv, TensorBoard's events and report.html go there, too. Run again, an"
          + " interrupted training goes on.")
  @Required
  String getOutput();

  void setOutput(String value);

  @Description(
      "The model that is retrained: a name that 'imagebeam model list' shows, a folder, local or"
          + " gs://, an archive (.tgz, .zip), or the http(s):// or gs:// address of one; fetched"
          + " when needed.")
  @Default.String("embedded")
  String getModel();

  void setModel(String value);

  @Description(
      "Where bottlenecks are cached, local or gs://; trainings may share it. If not given,"
          + " bottlenecks in the --output.")
  @Default.String("")
  String getBottleneckDir();

  void setBottleneckDir(String value);

  @Description("Percent of the pictures to test the finished model with.")
  @Default.Integer(10)
  int getTestingPercentage();

  void setTestingPercentage(int value);

  @Description("Percent of the pictures to watch the training with.")
  @Default.Integer(10)
  int getValidationPercentage();

  void setValidationPercentage(int value);

  @Description("Steps in which the new last layer is trained.")
  @Default.Long(4000)
  long getSteps();

  void setSteps(long value);

  @Description("The learning rate of those steps.")
  @Default.Double(0.01)
  double getLearningRate();

  void setLearningRate(double value);

  @Description("Pictures in a step.")
  @Default.Integer(100)
  int getTrainBatchSize();

  void setTrainBatchSize(int value);

  @Description(
      "Validation pictures that an evaluation takes; 0 for all of them. The layer of the best"
          + " evaluation is the one that is kept.")
  @Default.Integer(1000)
  int getValidationBatchSize();

  void setValidationBatchSize(int value);

  @Description("Steps from one evaluation to the next.")
  @Default.Long(10)
  long getEvalStepInterval();

  void setEvalStepInterval(long value);

  @Description("Steps from one checkpoint to the next.")
  @Default.Long(1000)
  long getSaveEverySteps();

  void setSaveEverySteps(long value);

  @Description("Shows half of the training pictures mirrored.")
  @Default.Boolean(false)
  boolean getFlipLeftRight();

  void setFlipLeftRight(boolean value);

  @Description("Percent by which training pictures are larger than what is seen of them.")
  @Default.Integer(0)
  int getRandomCrop();

  void setRandomCrop(int value);

  @Description("Percent by which they are made larger still, at most.")
  @Default.Integer(0)
  int getRandomScale();

  void setRandomScale(int value);

  @Description("Percent by which they are made darker or brighter, at most.")
  @Default.Integer(0)
  int getRandomBrightness();

  void setRandomBrightness(int value);

  @Description(
      "Distorted copies of each training picture whose bottlenecks are cached, where one of the"
          + " four options above asks for distortions; the last layer is trained on the copies.")
  @Default.Integer(8)
  int getDistortedCopies();

  void setDistortedCopies(int value);

  @Description(
      "Trains the layers below the last, too: 'all', or a LAYER that 'imagebeam model inspect'"
          + " shows, and all behind it. Empty for none.")
  @Default.String("")
  String getFineTune();

  void setFineTune(String value);

  @Description("Steps of that, at most.")
  @Default.Long(FineTuneSettings.DEFAULT_STEPS)
  long getFineTuneSteps();

  void setFineTuneSteps(long value);

  @Description(
      "The highest learning rate of those steps: low, because large steps would spoil what the"
          + " layers have learnt before.")
  @Default.Double(FineTuneSettings.DEFAULT_LEARNING_RATE)
  double getFineTuneLearningRate();

  void setFineTuneLearningRate(double value);

  @Description(
      "The share of those steps in which the rate rises to that from nothing, 0 to 1: the first"
          + " steps of Adam would else be as large as any, in a direction that few pictures"
          + " decide.")
  @Default.Double(FineTuneSettings.DEFAULT_WARMUP_RATIO)
  double getFineTuneWarmupRatio();

  void setFineTuneWarmupRatio(double value);

  @Description("How the rate falls after that: cosine, to nothing at the end; none, not at all.")
  @Default.String("cosine")
  String getFineTuneDecay();

  void setFineTuneDecay(String value);

  @Description("Pictures in a step of that: as many as fit into memory with all layers' values.")
  @Default.Integer(FineTuneSettings.DEFAULT_BATCH_SIZE)
  int getFineTuneBatchSize();

  void setFineTuneBatchSize(int value);

  @Description("Steps of that from one evaluation to the next, and to the next checkpoint.")
  @Default.Long(FineTuneSettings.DEFAULT_EVAL_EVERY)
  long getFineTuneEvalInterval();

  void setFineTuneEvalInterval(long value);

  @Description(
      "Evaluations one after another, each worse than the best, after which fine-tuning stops. The"
          + " last that is as good as the best is kept: its validation cross-entropy is at most a"
          + " standard error above the lowest.")
  @Default.Integer(FineTuneSettings.DEFAULT_PATIENCE)
  int getFineTunePatience();

  void setFineTunePatience(int value);

  @Description("Of the split, the last layer's first values, and the batches.")
  @Default.Long(1)
  long getSeed();

  void setSeed(long value);

  @Description("Prints the test pictures that the model names wrong, the worst first.")
  @Default.Boolean(false)
  boolean getPrintMisclassified();

  void setPrintMisclassified(boolean value);
}
