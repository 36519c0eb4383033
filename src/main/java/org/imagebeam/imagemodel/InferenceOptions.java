package org.imagebeam.imagemodel;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.local.UserFolders;
import org.imagebeam.pipeline.HelpGroup;

/** What every command takes that puts images through a network. */
public interface InferenceOptions extends ImportedModelOptions {
  @Description("Where fetched models are kept; if not given, " + UserFolders.CACHE + ".")
  @HelpGroup(HelpGroup.Title.MODEL)
  @Default.String("")
  String getModelCache();

  void setModelCache(String value);

  @Description(
      "Takes a model that does more than compute, such as read and write files or run other"
          + " programs; only for models whose maker you trust.")
  @HelpGroup(HelpGroup.Title.MODEL)
  @Default.Boolean(false)
  boolean getAllowUnsafeModel();

  void setAllowUnsafeModel(boolean value);

  @Description(
      "Takes a model whose scores of an image differ from run to run, since dropout or a distortion"
          + " of training was left on in it.")
  @HelpGroup(HelpGroup.Title.MODEL)
  @Default.Boolean(false)
  boolean getAllowRandom();

  void setAllowRandom(boolean value);

  @Description(
      "Images that go through the network together; 0 for 4, or 8 where it computes in int8.")
  @HelpGroup(HelpGroup.Title.PERFORMANCE)
  @Default.Integer(0)
  int getBatchSize();

  void setBatchSize(int value);

  @Description("Batches inside TensorFlow at once; 0 for as many as keep the processors busy.")
  @HelpGroup(HelpGroup.Title.PERFORMANCE)
  @Default.Integer(0)
  int getBatchesInFlight();

  void setBatchesInFlight(int value);

  @Description("Threads that TensorFlow uses for one batch; 0 for one for each processor.")
  @HelpGroup(HelpGroup.Title.PERFORMANCE)
  @Default.Integer(1)
  int getSessionThreads();

  void setSessionThreads(int value);

  @Description(
      "What the network computes in: 'float32'; 'int8', which is two to three times as fast and less"
          + " exact; or 'bfloat16', which is faster and less exact on a processor with AMX. With"
          + " int8, a model that isn't quantized is quantized first, once, into the model cache: see"
          + " 'imagebeam model quantize'.")
  @HelpGroup(HelpGroup.Title.PERFORMANCE)
  @Default.String("float32")
  String getPrecision();

  void setPrecision(String value);

  @Description(
      "Images such as will be classified, for int8: a folder or a glob in quotes. The network is run"
          + " over 256 of them, to see which values its layers take. If not given, images of the"
          + " input; a model that was quantized with some of an input stays as it is for all others.")
  @HelpGroup(HelpGroup.Title.PERFORMANCE)
  @Default.String("")
  String getCalibrate();

  void setCalibrate(String value);

  @Description(
      "The EXIF orientation: 'apply' turns the image upright, 'ignore' takes it as it is"
          + " stored.")
  @HelpGroup(HelpGroup.Title.DECODING)
  @Default.String("apply")
  String getExif();

  void setExif(String value);

  @Description(
      "How a JPEG is decoded: 'exact' decodes all pixels, as DecodeJpeg does; 'fast' decodes an"
          + " image of at least 2, 4 or 8 times the size that it is scaled to at that fraction"
          + " of its size.")
  @HelpGroup(HelpGroup.Title.DECODING)
  @Default.String("exact")
  String getDecode();

  void setDecode(String value);

  @Description("The largest file that is read, in bytes.")
  @HelpGroup(HelpGroup.Title.DECODING)
  @Default.Long(ImageLimits.DEFAULT_MAX_BYTES)
  long getMaxImageBytes();

  void setMaxImageBytes(long value);

  @Description("The largest image that is decoded, in pixels, by its header.")
  @HelpGroup(HelpGroup.Title.DECODING)
  @Default.Long(ImageLimits.DEFAULT_MAX_PIXELS)
  long getMaxPixels();

  void setMaxPixels(long value);
}
