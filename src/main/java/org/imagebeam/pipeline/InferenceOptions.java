package org.imagebeam.pipeline;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.imagebeam.image.ImageLimits;
import org.imagebeam.inference.BatchOptions;

/** What every command takes that puts pictures through a network. */
public interface InferenceOptions extends PipelineOptions {
  @Description(
      "Where fetched models are kept; if not given, $XDG_CACHE_HOME/imagebeam or"
          + " ~/.cache/imagebeam.")
  @Default.String("")
  String getModelCache();

  void setModelCache(String value);

  @Description(
      "Takes a model that does more than to compute, such as read and write files or run other"
          + " programs; only for models whose maker you trust.")
  @Default.Boolean(false)
  boolean getAllowUnsafeModel();

  void setAllowUnsafeModel(boolean value);

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
