package org.imagebeam.classify;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.Validation.Required;
import org.imagebeam.image.ImageLimits;
import org.imagebeam.inference.BatchOptions;

/** What {@code imagebeam classify} takes. */
public interface ClassifyOptions extends PipelineOptions {
  @Description(
      "The images: a folder (with all below it), a glob in quotes ('photos/**/*.jpg'), or @list.txt"
          + " with a path a line; local or gs://; several between commas.")
  @Required
  String getInput();

  void setInput(String value);

  @Description(
      "Where the rows go: x.csv writes that file and x.failures.csv; folder/ adds two files a run"
          + " and skips the images that have a row there.")
  @Required
  String getOutput();

  void setOutput(String value);

  @Description(
      "The model: a name that 'imagebeam model list' shows, a folder, local or gs://, an archive"
          + " (.tgz, .zip), or the http(s):// or gs:// address of one; fetched when needed.")
  @Default.String("embedded")
  String getModel();

  void setModel(String value);

  @Description(
      "Where fetched models are kept; if not given, $XDG_CACHE_HOME/imagebeam or"
          + " ~/.cache/imagebeam.")
  @Default.String("")
  String getModelCache();

  void setModelCache(String value);

  @Description("Predictions a picture, best first.")
  @Default.Integer(ClassifyImages.DEFAULT_TOP_K)
  int getTopK();

  void setTopK(int value);

  @Description("Pictures that go through the network together.")
  @Default.Integer(BatchOptions.DEFAULT_SIZE)
  int getBatchSize();

  void setBatchSize(int value);

  @Description("Batches inside TensorFlow at once; 0 for as many as keep the processors busy.")
  @Default.Integer(0)
  int getBatchesInFlight();

  void setBatchesInFlight(int value);

  @Description("Threads that TensorFlow uses for one batch; 0 for one a processor.")
  @Default.Integer(1)
  int getSessionThreads();

  void setSessionThreads(int value);

  @Description(
      "What the network computes in: 'float32', or 'bfloat16', which is faster, and less exact,"
          + " where the processor has AMX.")
  @Default.String("float32")
  String getPrecision();

  void setPrecision(String value);

  @Description(
      "The EXIF orientation: 'apply' turns the picture upright, 'ignore' takes it as it is stored.")
  @Default.String("apply")
  String getExif();

  void setExif(String value);

  @Description(
      "The pixels of a JPEG: 'exact' decodes all of them, as DecodeJpeg does; 'fast' decodes a"
          + " picture of at least 2, 4 or 8 times the network's input at that fraction of its size.")
  @Default.String("exact")
  String getDecode();

  void setDecode(String value);

  @Description("The largest file that is read, in bytes.")
  @Default.Long(ImageLimits.DEFAULT_MAX_BYTES)
  long getMaxImageBytes();

  void setMaxImageBytes(long value);

  @Description("The largest picture that is decoded, in pixels, by its header.")
  @Default.Long(ImageLimits.DEFAULT_MAX_PIXELS)
  long getMaxPixels();

  void setMaxPixels(long value);
}
