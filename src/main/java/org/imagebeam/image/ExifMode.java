package org.imagebeam.image;

/** What becomes of an image's EXIF orientation. */
public enum ExifMode {
  /** The image is turned upright. */
  APPLY,
  /** The image stays as stored, as in TensorFlow's {@code DecodeJpeg}. */
  IGNORE
}
