package org.imagebeam.retrain;

import java.io.Serializable;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.image.Distortion;

/** Says how pictures are looked at. Used by many threads at once. */
interface PictureView extends Serializable {
  /** Every picture as it is. */
  PictureView PLAIN = new Plain();

  /**
   * What becomes of a picture.
   *
   * @param number that goes with it
   */
  Distortion of(MatchResult.Metadata file, int number);

  /** The same for views that do the same, on every JVM. */
  String id();

  /** {@link #PLAIN}; a record, so that it is equal to itself after a journey to a worker. */
  record Plain() implements PictureView {
    @Override
    public Distortion of(MatchResult.Metadata file, int number) {
      return Distortion.NONE;
    }

    @Override
    public String id() {
      return "plain";
    }
  }
}
