package org.imagebeam.image;

/** What becomes of a picture's EXIF orientation. */
public enum ExifMode {
  /** The picture is turned upright. */
  APPLY,
  /** The picture stays as stored, as in TensorFlow's {@code DecodeJpeg}. */
  IGNORE
}
