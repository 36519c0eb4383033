package org.imagebeam.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** EXIF blocks of one tag, and files that carry them. */
public final class Exif {
  /** Behind the signature and the IHDR chunk. */
  private static final int PNG_SECOND_CHUNK = 33;

  private Exif() {}

  /** A TIFF header and a directory that holds the orientation alone. */
  public static byte[] block(int orientation) {
    ByteBuffer block = ByteBuffer.allocate(26);
    block.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8);
    block.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
    return block.putShort((short) orientation).putShort((short) 0).putInt(0).array();
  }

  /** The PNG with an eXIf chunk. */
  public static byte[] inPng(byte[] png, byte[] exif) {
    ByteBuffer file = ByteBuffer.allocate(png.length + 12 + exif.length);
    file.put(png, 0, PNG_SECOND_CHUNK).putInt(exif.length);
    byte[] named =
        ByteBuffer.allocate(4 + exif.length)
            .put("eXIf".getBytes(StandardCharsets.US_ASCII))
            .put(exif)
            .array();
    CRC32 crc = new CRC32();
    crc.update(named);
    file.put(named).putInt((int) crc.getValue());
    return file.put(png, PNG_SECOND_CHUNK, png.length - PNG_SECOND_CHUNK).array();
  }

  /** The JPEG with an APP1 segment before all others. */
  public static byte[] inJpeg(byte[] jpeg, byte[] exif) {
    ByteBuffer file = ByteBuffer.allocate(jpeg.length + 10 + exif.length);
    file.put(jpeg, 0, 2).putShort((short) 0xffe1).putShort((short) (8 + exif.length));
    file.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(exif);
    return file.put(jpeg, 2, jpeg.length - 2).array();
  }
}
