package org.imagebeam.digits;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation.Required;

/** Lists the options of {@code imagebeam train}. */
public interface TrainOptions extends PipelineOptions {
  @Description(
      "The examples: a folder, local or gs://, with the four idx files of MNIST, packed or not; or"
          + " 'mnist', which is fetched when needed.")
  @Required
  String getData();

  void setData(String value);

  @Description(
      "Where checkpoints, metrics.csv, TensorBoard's events and curves.html go, local or gs://; a"
          + " training that is there goes on.")
  @Required
  String getCheckpointDir();

  void setCheckpointDir(String value);

  @Description(
      "Where fetched data are kept; if not given, $XDG_CACHE_HOME/imagebeam or"
          + " ~/.cache/imagebeam.")
  @Default.String("")
  String getDataCache();

  void setDataCache(String value);

  @Description("The first so many training examples are kept to measure with.")
  @Default.Integer(5000)
  int getValidationSize();

  void setValidationSize(int value);

  @Description("How often all training examples are gone through, runs before this one included.")
  @Default.Integer(11)
  int getEpochs();

  void setEpochs(int value);

  @Description("Examples a step.")
  @Default.Integer(100)
  int getBatchSize();

  void setBatchSize(int value);

  @Description(
      "How far a step goes; 0 for the optimizer's own: sgd 0.2, momentum 0.02, adam 0.001.")
  @Default.Double(0)
  double getLearningRate();

  void setLearningRate(double value);

  @Description("Of the order in which the examples come; the same seed gives the same weights.")
  @Default.Long(1)
  long getSeed();

  void setSeed(long value);

  @Description("How a step is made: 'sgd', 'momentum' or 'adam'.")
  @Default.String("sgd")
  String getOptimizer();

  void setOptimizer(String value);

  @Description(
      "What is made small: 'softmax_cross_entropy', of the softmax as in the tutorial, or"
          + " 'quadratic'.")
  @Default.String("softmax_cross_entropy")
  String getLoss();

  void setLoss(String value);

  @Description(
      "Also keeps moving averages of the weights that forget at this rate, such as 0.999; 0 for"
          + " none.")
  @Default.Double(0)
  double getEmaDecay();

  void setEmaDecay(double value);

  @Description("Of the checkpoints, the newest so many stay; 0 for all.")
  @Default.Integer(5)
  int getMaxToKeep();

  void setMaxToKeep(int value);

  @Description("Besides those, one in so many hours stays for good.")
  @Default.Double(10000)
  double getKeepCheckpointEveryNHours();

  void setKeepCheckpointEveryNHours(double value);

  @Description("Saves after so many steps, too, not only at the end of each epoch; 0 for never.")
  @Default.Long(0)
  long getSaveEverySteps();

  void setSaveEverySteps(long value);
}
