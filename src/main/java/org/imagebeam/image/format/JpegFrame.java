package org.imagebeam.image.format;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * What a JPEG file's frame header says.
 *
 * @param marker the second byte of its marker: which process the file was made by
 * @param bits of a sample
 * @param size in pixels
 * @param components of a pixel
 */
record JpegFrame(int marker, int bits, ImageHeader size, int components) {
  private static final int JPEG_LS = 0xf7;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;

  /**
   * Walks the segments to the frame header, over stray bytes between them as libjpeg does.
   *
   * @throws BufferUnderflowException if the file ends before
   */
  static JpegFrame read(ByteBuffer bytes) throws ImageException {
    bytes.position(2);
    while (true) {
      int marker = nextMarker(bytes);
      if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
        throw new ImageException("the JPEG file has no frame header before its pixels: damaged");
      }
      if (isFrame(marker)) {
        int at = bytes.position();
        int height = Short.toUnsignedInt(bytes.getShort(at + 3));
        int width = Short.toUnsignedInt(bytes.getShort(at + 5));
        return new JpegFrame(
            marker,
            Byte.toUnsignedInt(bytes.get(at + 2)),
            new ImageHeader(width, height),
            Byte.toUnsignedInt(bytes.get(at + 7)));
      }
      if (!standsAlone(marker)) {
        int length = Short.toUnsignedInt(bytes.getShort(bytes.position()));
        if (bytes.position() + length > bytes.limit()) {
          throw new BufferUnderflowException();
        }
        bytes.position(bytes.position() + Math.max(2, length));
      }
    }
  }

  /**
   * Checks that it is of a kind that TensorFlow decodes: of the others its message says no more
   * than that the data are invalid.
   *
   * @param subject of the message: the file, or what it holds
   * @throws ImageException if it isn't, naming the kind
   */
  void requireReadable(String subject) throws ImageException {
    String kind =
        switch (marker) {
          case 0xc3, 0xcb -> "lossless JPEG";
          case 0xc5, 0xc6, 0xc7, 0xcd, 0xce, 0xcf -> "hierarchical JPEG";
          case JPEG_LS -> "JPEG-LS";
          default -> bits == 8 ? "" : "JPEG of " + bits + " bits a sample";
        };
    if (kind.isEmpty() && size.height() == 0 && size.width() > 0) {
      kind = "JPEG that states its height behind its pixels";
    }
    if (kind.isEmpty() && (components == 2 || components > 4)) {
      kind = "JPEG of " + components + " components";
    }
    if (!kind.isEmpty()) {
      throw new ImageException(
          subject
              + " is "
              + kind
              + ", which isn't read: save it as a baseline or progressive JPEG of 8 bits, or PNG");
    }
  }

  /** Whether the file goes over the image in several scans. */
  boolean isProgressive() {
    return marker == 0xc2 || marker == 0xca;
  }

  private static int nextMarker(ByteBuffer bytes) {
    while (bytes.get() != (byte) 0xff) {
      // A stray byte.
    }
    int marker = Byte.toUnsignedInt(bytes.get());
    while (marker == 0xff) {
      marker = Byte.toUnsignedInt(bytes.get());
    }
    return marker;
  }

  /** SOF0 to SOF15, among which DHT, JPG and DAC have their codes, and JPEG-LS's. */
  private static boolean isFrame(int marker) {
    return marker == JPEG_LS
        || (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc);
  }

  /** Markers without a length: a stuffed zero, TEM, RSTn, SOI, EOI. */
  private static boolean standsAlone(int marker) {
    return marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= 0xd9);
  }
}
