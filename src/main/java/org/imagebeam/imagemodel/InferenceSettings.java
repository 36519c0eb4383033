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
import org.imagebeam.thumbnail.ThumbnailFolder;
import org.jspecify.annotations.Nullable;

/**
 * Says how images are read and go through a network. Immutable.
 *
 * @param batches how they are batched
 * @param limits of a file and an image
 * @param exif what becomes of the orientation
 * @param decode which pixels a JPEG gives
 * @param session in which precision the network computes, and on how many threads
 * @param allowRandom whether to take a network whose answers to an image differ from run to run
 * @param thumbnails where a small image of each one that is decoded is written; null for nowhere
 */
public record InferenceSettings(
    BatchOptions batches,
    ImageLimits limits,
    ExifMode exif,
    DecodeMode decode,
    SessionOptions session,
    boolean allowRandom,
    @Nullable ThumbnailFolder thumbnails)
    implements Serializable {
  /** Small batches, EXIF orientation applied, all pixels decoded, and one thread a batch. */
  public static final InferenceSettings DEFAULT =
      new InferenceSettings(
          BatchOptions.DEFAULT,
          ImageLimits.DEFAULT,
          ExifMode.APPLY,
          DecodeMode.EXACT,
          SessionOptions.DEFAULT);

  /** More would only wait; TensorFlow starts as many at once as it is told. */
  private static final int MOST_THREADS = 4096;

  /** Images in a batch: of more, not even the pixels of a small network fit into an array. */
  private static final int MOST_IMAGES = 65_536;

  /** Says the same of a network whose answers have to be the same in each run. */
  public InferenceSettings(
      BatchOptions batches,
      ImageLimits limits,
      ExifMode exif,
      DecodeMode decode,
      SessionOptions session) {
    this(batches, limits, exif, decode, session, false, null);
  }

  public InferenceSettings {
    requireNonNull(batches, "batches is null");
    requireNonNull(limits, "limits is null");
    requireNonNull(exif, "exif is null");
    requireNonNull(decode, "decode is null");
    requireNonNull(session, "session is null");
  }

  /**
   * Reads and checks the options.
   *
   * @throws org.imagebeam.local.InvalidValueException if a value is invalid, naming the setting
   */
  public static InferenceSettings of(InferenceOptions options) {
    return new InferenceSettings(
        BatchOptions.ofSize(
                OptionChecks.between(0, MOST_IMAGES, "batchSize", options.getBatchSize()))
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
            OptionChecks.oneOf(Precision.class, "precision", options.getPrecision())),
        options.getAllowRandom(),
        null);
  }

  /** Returns these settings with other batches and threads. */
  public InferenceSettings withBatches(BatchOptions options) {
    return new InferenceSettings(options, limits, exif, decode, session, allowRandom, thumbnails);
  }

  /** Returns these settings with other limits on files and images. */
  public InferenceSettings withLimits(ImageLimits imageLimits) {
    return new InferenceSettings(
        batches, imageLimits, exif, decode, session, allowRandom, thumbnails);
  }

  /** Returns these settings with another treatment of EXIF orientations. */
  public InferenceSettings withExif(ExifMode mode) {
    return new InferenceSettings(batches, limits, mode, decode, session, allowRandom, thumbnails);
  }

  /** Returns these settings with another way of decoding JPEG files. */
  public InferenceSettings withDecode(DecodeMode mode) {
    return new InferenceSettings(batches, limits, exif, mode, session, allowRandom, thumbnails);
  }

  /** Returns these settings with other session threads and another precision. */
  public InferenceSettings withSession(SessionOptions options) {
    return new InferenceSettings(batches, limits, exif, decode, options, allowRandom, thumbnails);
  }

  /** Returns these settings, which take random answers or don't. */
  public InferenceSettings withAllowRandom(boolean allowed) {
    return new InferenceSettings(batches, limits, exif, decode, session, allowed, thumbnails);
  }

  /** Returns these settings, by which each image that is decoded leaves a thumbnail. */
  public InferenceSettings withThumbnails(ThumbnailFolder folder) {
    return new InferenceSettings(batches, limits, exif, decode, session, allowRandom, folder);
  }

  /** Returns a stable identifier: equal for settings that give equal answers, on every JVM. */
  String id() {
    return String.join(
        " ",
        limits.toString(),
        exif.name(),
        decode.name(),
        session.toString(),
        allowRandom ? "random" : "",
        thumbnails == null ? "" : thumbnails.folder());
  }
}
