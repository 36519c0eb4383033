package org.imagebeam.imagemodel;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.imagebeam.pipeline.HelpGroup;
import org.imagebeam.pipeline.OptionName;

/** What can be said of a model that isn't a model folder, and is imported where it is needed. */
public interface ImportedModelOptions extends PipelineOptions {
  @Description(
      "The pixel values that a model was trained on: inception (-1 to 1), unit (0 to 1),"
          + " torch, caffe or none (0 to 255). These options are for a SavedModel, a frozen graph"
          + " or a checkpoint as --model, and mean what they mean to 'imagebeam model import',"
          + " which has more.")
  @HelpGroup(HelpGroup.Title.IMPORTED_MODEL)
  @Default.String("")
  String getPreprocessing();

  void setPreprocessing(String value);

  @Description(
      "A text file with a class in each line; if not given, one that lies beside the model.")
  @HelpGroup(HelpGroup.Title.IMPORTED_MODEL)
  @Default.String("")
  // Dataflow's options have labels too, of a job.
  @OptionName("labels")
  String getModelLabels();

  void setModelLabels(String value);

  @Description(
      "The images' height and width in pixels, such as 224x224; if not given, the graph's"
          + " own.")
  @HelpGroup(HelpGroup.Title.IMPORTED_MODEL)
  @Default.String("")
  String getSize();

  void setSize(String value);

  @Description(
      "How images were resized when the network was trained: bilinear (as TensorFlow 1),"
          + " bilinear-half-pixel, bicubic or area; if not given, as the graph does in front of"
          + " its input, or bilinear.")
  @HelpGroup(HelpGroup.Title.IMPORTED_MODEL)
  @Default.String("")
  String getResize();

  void setResize(String value);

  @Description(
      "Takes all pixels of an image that is made smaller, as tf.image.resize and Pillow do;"
          + " with bilinear-half-pixel and bicubic.")
  @HelpGroup(HelpGroup.Title.IMPORTED_MODEL)
  @Default.Boolean(false)
  boolean getAntialias();

  void setAntialias(boolean value);

  @Description(
      "'center 0.875' scales the shortest side and takes the centre, so that this part of"
          + " the shortest side is seen; if not given, none.")
  @HelpGroup(HelpGroup.Title.IMPORTED_MODEL)
  @Default.String("")
  String getCrop();

  void setCrop(String value);

  @Description("The signature of a SavedModel; if not given, serving_default or the only one.")
  @HelpGroup(HelpGroup.Title.IMPORTED_MODEL)
  @Default.String("")
  String getSignature();

  void setSignature(String value);

  @Description("The node that is fed an image; if not given, it is found.")
  @HelpGroup(HelpGroup.Title.IMPORTED_MODEL)
  @Default.String("")
  String getInputNode();

  void setInputNode(String value);

  @Description("The node with the scores; if not given, it is found.")
  @HelpGroup(HelpGroup.Title.IMPORTED_MODEL)
  @Default.String("")
  String getOutputNode();

  void setOutputNode(String value);

  @Description(
      "What makes probabilities of the output, if the graph ends without: softmax or" + " sigmoid.")
  @HelpGroup(HelpGroup.Title.IMPORTED_MODEL)
  @Default.String("")
  String getActivation();

  void setActivation(String value);
}
