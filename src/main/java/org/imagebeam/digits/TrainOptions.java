package org.imagebeam.digits;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation.Required;
import org.imagebeam.local.UserFolders;
import org.imagebeam.pipeline.HelpGroup;

/** Lists the options of {@code imagebeam train}. */
public interface TrainOptions extends PipelineOptions {
  @Description(
      "The examples: a folder, local or gs://, with the four idx files of MNIST, compressed or"
          + " not; or 'mnist', which is fetched when needed.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Required
  String getData();

  void setData(String value);

  @Description(
      "Where checkpoints, metrics.csv, TensorBoard's events and curves.html go, local or gs://;"
          + " an existing training goes on.")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Required
  String getCheckpointDir();

  void setCheckpointDir(String value);

  @Description("Where fetched data are kept; if not given, " + UserFolders.CACHE + ".")
  @HelpGroup(HelpGroup.Title.INPUT_AND_OUTPUT)
  @Default.String("")
  String getDataCache();

  void setDataCache(String value);

  @Description("The number of training examples, from the first on, that are kept for validation.")
  @HelpGroup(HelpGroup.Title.TRAINING)
  @Default.Integer(5000)
  int getValidationSize();

  void setValidationSize(int value);

  @Description("The number of passes over the training examples, including those of earlier runs.")
  @HelpGroup(HelpGroup.Title.TRAINING)
  @Default.Integer(11)
  int getEpochs();

  void setEpochs(int value);

  @Description("The number of examples in a training step.")
  @HelpGroup(HelpGroup.Title.TRAINING)
  @Default.Integer(100)
  int getBatchSize();

  void setBatchSize(int value);

  @Description(
      "The learning rate; 0 for the optimizer's default: sgd 0.2, momentum 0.02, adam 0.001.")
  @HelpGroup(HelpGroup.Title.TRAINING)
  @Default.Double(0)
  double getLearningRate();

  void setLearningRate(double value);

  @Description("The seed of the order of the examples; the same seed gives the same weights.")
  @HelpGroup(HelpGroup.Title.TRAINING)
  @Default.Long(1)
  long getSeed();

  void setSeed(long value);

  @Description("The optimizer: 'sgd', 'momentum' or 'adam'.")
  @HelpGroup(HelpGroup.Title.TRAINING)
  @Default.String("sgd")
  String getOptimizer();

  void setOptimizer(String value);

  @Description(
      "The loss: 'softmax_cross_entropy', which applies softmax to the network's softmax once more,"
          + " or 'quadratic'.")
  @HelpGroup(HelpGroup.Title.TRAINING)
  @Default.String("softmax_cross_entropy")
  String getLoss();

  void setLoss(String value);

  @Description(
      "Also keeps exponential moving averages of the weights with this decay, such as 0.999; 0"
          + " for none.")
  @HelpGroup(HelpGroup.Title.TRAINING)
  @Default.Double(0)
  double getEmaDecay();

  void setEmaDecay(double value);

  @Description("The number of newest checkpoints that are kept; 0 for all.")
  @HelpGroup(HelpGroup.Title.CHECKPOINTS)
  @Default.Integer(5)
  int getMaxToKeep();

  void setMaxToKeep(int value);

  @Description(
      "Also keeps one checkpoint for each period of this many hours, beyond the newest ones.")
  @HelpGroup(HelpGroup.Title.CHECKPOINTS)
  @Default.Double(10000)
  double getKeepCheckpointEveryNHours();

  void setKeepCheckpointEveryNHours(double value);

  @Description(
      "Also saves after each so many steps, not only at the end of each epoch; 0 for never.")
  @HelpGroup(HelpGroup.Title.CHECKPOINTS)
  @Default.Long(0)
  long getSaveEverySteps();

  void setSaveEverySteps(long value);
}
