package org.imagebeam.image.format;

import java.util.Arrays;

/** Takes off what JPEG puts before EXIF data, and some writers of other formats do as well. */
final class ExifPrefix {
  private static final byte[] PREFIX = {'E', 'x', 'i', 'f', 0, 0};

  private ExifPrefix() {}

  static byte[] without(byte[] exif) {
    boolean prefixed =
        exif.length >= PREFIX.length
            && Arrays.equals(exif, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
    return prefixed ? Arrays.copyOfRange(exif, PREFIX.length, exif.length) : exif;
  }
}
