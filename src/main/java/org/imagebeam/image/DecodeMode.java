package org.imagebeam.image;

/** Which pixels a JPEG file is decoded to, before it is resized. */
public enum DecodeMode {
  /** All of them, as TensorFlow's {@code DecodeJpeg} gives them. */
  EXACT,
  /**
   * A half, a quarter or an eighth of them a side where that still covers what the image is scaled
   * to: means of those pixels, which libjpeg makes of a few of the file's coefficients.
   */
  FAST
}
