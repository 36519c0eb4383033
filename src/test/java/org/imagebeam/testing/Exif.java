package org.imagebeam.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

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
    return withChunk(png, "eXIf", exif);
  }

  /**
   * The PNG with EXIF data as ImageMagick writes them into its text.
   *
   * @param keyword of the text
   */
  public static byte[] inPngText(byte[] png, String keyword, byte[] exif) {
    return withChunk(png, "tEXt", text(keyword + "\0" + profile(exif)));
  }

  /** The same with the text compressed. */
  public static byte[] inCompressedPngText(byte[] png, String keyword, byte[] exif) {
    byte[] start = text(keyword + "\0\0");
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes(start);
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(chunk)) {
      deflater.write(text(profile(exif)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return withChunk(png, "zTXt", chunk.toByteArray());
  }

  private static String profile(byte[] exif) {
    String digits = HexFormat.of().formatHex(text("Exif\0\0")) + HexFormat.of().formatHex(exif);
    return "\nexif\n      "
        + digits.length() / 2
        + "\n"
        + digits.replaceAll("(.{36})", "$1\n")
        + "\n";
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The PNG with another chunk behind its first one. */
  private static byte[] withChunk(byte[] png, String name, byte[] content) {
    ByteBuffer file = ByteBuffer.allocate(png.length + 12 + content.length);
    file.put(png, 0, PNG_SECOND_CHUNK).putInt(content.length);
    byte[] named = ByteBuffer.allocate(4 + content.length).put(text(name)).put(content).array();
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
