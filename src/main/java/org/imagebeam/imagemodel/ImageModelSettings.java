package org.imagebeam.imagemodel;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.session.SessionOptions;

/**
 * All that makes a graph's answer to one image differ from another's.
 *
 * @param <OutputT> what is made of an image's vector
 * @param outputNode whose values are fetched: {@code [1, n]} an image
 * @param limits of an image
 * @param exif what becomes of the orientation
 * @param decode which pixels a JPEG gives
 * @param session in which precision the network computes, and on how many threads
 * @param answer what is made of an image's vector
 */
public record ImageModelSettings<OutputT>(
    String outputNode,
    ImageLimits limits,
    ExifMode exif,
    DecodeMode decode,
    SessionOptions session,
    VectorFunction<OutputT> answer)
    implements Serializable {
  public ImageModelSettings {
    requireNonNull(outputNode, "outputNode is null");
    requireNonNull(limits, "limits is null");
    requireNonNull(exif, "exif is null");
    requireNonNull(decode, "decode is null");
    requireNonNull(session, "session is null");
    requireNonNull(answer, "answer is null");
  }

  /** EXIF orientation applied, all pixels decoded, and everything else as by default. */
  public static <OutputT> ImageModelSettings<OutputT> of(
      String outputNode, VectorFunction<OutputT> answer) {
    return new ImageModelSettings<>(
        outputNode,
        ImageLimits.DEFAULT,
        ExifMode.APPLY,
        DecodeMode.EXACT,
        SessionOptions.DEFAULT,
        answer);
  }

  /** Returns these settings with another function of the vector. */
  public ImageModelSettings<OutputT> withAnswer(VectorFunction<OutputT> function) {
    return new ImageModelSettings<>(outputNode, limits, exif, decode, session, function);
  }

  /** Returns these settings with other limits on files and images. */
  public ImageModelSettings<OutputT> withLimits(ImageLimits imageLimits) {
    return new ImageModelSettings<>(outputNode, imageLimits, exif, decode, session, answer);
  }

  /** Returns these settings with another treatment of EXIF orientations. */
  public ImageModelSettings<OutputT> withExif(ExifMode mode) {
    return new ImageModelSettings<>(outputNode, limits, mode, decode, session, answer);
  }

  /** Returns these settings with another way of decoding JPEG files. */
  public ImageModelSettings<OutputT> withDecode(DecodeMode mode) {
    return new ImageModelSettings<>(outputNode, limits, exif, mode, session, answer);
  }

  /** Returns these settings with other session threads and another precision. */
  public ImageModelSettings<OutputT> withSession(SessionOptions options) {
    return new ImageModelSettings<>(outputNode, limits, exif, decode, options, answer);
  }

  /** Returns a stable identifier: equal for settings that give equal answers, on every JVM. */
  public String id() {
    return String.join(
        " ",
        outputNode,
        limits.toString(),
        exif.name(),
        decode.name(),
        session.toString(),
        answer.id());
  }
}
