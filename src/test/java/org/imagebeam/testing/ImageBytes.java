package org.imagebeam.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Changes the bytes of encoded images where no encoder would. All methods are pure. */
final class ImageBytes {
  private static final int SOI_LENGTH = 2;
  private static final int MARKER = 0xFF;
  private static final int SOF0 = 0xC0;
  private static final int SOS = 0xDA;
  // A PNG: 8 bytes of signature, then IHDR: its length, its name, 13 bytes of data, its CRC.
  private static final int IHDR_NAME = 12;
  private static final int IHDR_WIDTH = 16;
  private static final int IHDR_CRC = 29;

  private ImageBytes() {}

  /**
   * A JPEG with an APP1 segment of one tag before all other segments (EXIF 2.3, section 4.5.4).
   *
   * @throws IllegalArgumentException when the orientation is not 1 to 8
   */
  static byte[] withOrientation(byte[] jpeg, int orientation) {
    if (orientation < 1 || orientation > 8) {
      throw new IllegalArgumentException("orientation is " + orientation + ", not 1 to 8");
    }
    int directories = 1;
    int tag = 0x0112;
    int typeShort = 3;
    ByteBuffer segment = ByteBuffer.allocate(36);
    segment.putShort((short) 0xFFE1).putShort((short) (segment.capacity() - 2));
    segment.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    // The TIFF header, big-endian; the directory comes right after it.
    segment.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8);
    segment.putShort((short) directories);
    segment.putShort((short) tag).putShort((short) typeShort).putInt(1);
    segment.putShort((short) orientation).putShort((short) 0);
    segment.putInt(0);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(jpeg, 0, SOI_LENGTH);
    out.write(segment.array(), 0, segment.capacity());
    out.write(jpeg, SOI_LENGTH, jpeg.length - SOI_LENGTH);
    return out.toByteArray();
  }

  /** Returns the PNG with other sizes in its header, whose CRC is right. */
  static byte[] claimingPng(byte[] png, int width, int height) {
    ByteBuffer bytes = ByteBuffer.wrap(png.clone());
    bytes.putInt(IHDR_WIDTH, width).putInt(IHDR_WIDTH + Integer.BYTES, height);
    CRC32 crc = new CRC32();
    crc.update(bytes.array(), IHDR_NAME, IHDR_CRC - IHDR_NAME);
    return bytes.putInt(IHDR_CRC, (int) crc.getValue()).array();
  }

  /**
   * Returns the baseline JPEG with other sizes in its frame header.
   *
   * @throws IllegalArgumentException when a size does not fit 16 bits, or there is no such header
   */
  static byte[] claimingJpeg(byte[] jpeg, int width, int height) {
    if (Math.min(width, height) < 1 || Math.max(width, height) > 0xFFFF) {
      throw new IllegalArgumentException(
          "a JPEG can't claim " + width + " x " + height + ": sizes are 1 to 65535");
    }
    ByteBuffer bytes = ByteBuffer.wrap(jpeg.clone());
    int at = SOI_LENGTH;
    while ((bytes.get(at) & 0xFF) == MARKER && (bytes.get(at + 1) & 0xFF) != SOS) {
      if ((bytes.get(at + 1) & 0xFF) == SOF0) {
        // Marker (2), length (2), precision (1), height, width.
        return bytes.putShort(at + 5, (short) height).putShort(at + 7, (short) width).array();
      }
      at += 2 + (bytes.getShort(at + 2) & 0xFFFF);
    }
    throw new IllegalArgumentException("no baseline frame header in this JPEG");
  }
}
