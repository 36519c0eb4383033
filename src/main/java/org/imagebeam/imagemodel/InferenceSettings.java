package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.pipeline.OptionChecks;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;

/** The values of {@link InferenceOptions}, checked; where models are kept is the model's affair. */
public record InferenceSettings(
    BatchOptions batches,
    ImageLimits limits,
    ExifMode exif,
    DecodeMode decode,
    SessionOptions session)
    implements Serializable {
  /** More would only wait; TensorFlow starts as many at once as it is told. */
  private static final int MOST_THREADS = 4096;

  /** Images in a batch: of more, not even the pixels of a small network fit into an array. */
  private static final int MOST_IMAGES = 65_536;

  public InferenceSettings {
    requireNonNull(batches, "batches is null");
    requireNonNull(limits, "limits is null");
    requireNonNull(exif, "exif is null");
    requireNonNull(decode, "decode is null");
    requireNonNull(session, "session is null");
  }

  /**
   * What an image model is told.
   *
   * @param outputNode whose values are fetched
   * @param answer what is made of an image's vector
   */
  public <OutputT> ImageModelSettings<OutputT> forModel(
      String outputNode, VectorFunction<OutputT> answer) {
    return new ImageModelSettings<>(outputNode, limits, exif, decode, session, answer);
  }

  /**
   * Reads and checks the options.
   *
   * @throws org.imagebeam.local.InvalidValueException if a value is invalid, naming the setting
   */
  public static InferenceSettings of(InferenceOptions options) {
    return new InferenceSettings(
        BatchOptions.ofSize(
                OptionChecks.between(1, MOST_IMAGES, "batchSize", options.getBatchSize()))
            .withBatchesInFlight(
                OptionChecks.between(
                    0, MOST_THREADS, "batchesInFlight", options.getBatchesInFlight())),
        new ImageLimits(
            OptionChecks.atLeastOne("maxImageBytes", options.getMaxImageBytes()),
            OptionChecks.atLeastOne("maxPixels", options.getMaxPixels())),
        OptionChecks.oneOf(ExifMode.class, "exif", options.getExif()),
        OptionChecks.oneOf(DecodeMode.class, "decode", options.getDecode()),
        new SessionOptions(
            OptionChecks.between(0, MOST_THREADS, "sessionThreads", options.getSessionThreads()),
            OptionChecks.oneOf(Precision.class, "precision", options.getPrecision())));
  }
}
