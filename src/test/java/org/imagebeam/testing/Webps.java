package org.imagebeam.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * WebP files: Java has no writer, so the images are libwebp's and only the container is made here.
 */
public final class Webps {
  public static final int WIDTH = 6;
  public static final int HEIGHT = 4;

  /** {@link #WIDTH} by {@link #HEIGHT}, lossless; the pixels are those of {@link #pixel}. */
  public static final byte[] LOSSLESS =
      decode("UklGRjIAAABXRUJQVlA4TCUAAAAvBcAAALmM6H/sIqL/AYVsI0AHdv5iP8KgiAVTvC+MYgIApvQBAA==");

  /** The file with an alpha of 10 x + y. */
  public static final byte[] LOSSLESS_ALPHA =
      decode("UklGRjIAAABXRUJQVlA4TCYAAAAvBcAAELmM6H/sIqL/AYVsI0AHdv5iP8KgiAVTvC+MVmECAKzSDg==");

  /** 16 by 12, lossy: red 60 + 8 x, green 40 + 10 y, blue 128, more or less. */
  public static final byte[] LOSSY =
      decode(
          "UklGRlQAAABXRUJQVlA4IEgAAADwAQCdASoQAAwAAMASJbACdAEPDBLo1QAA/v6QtCTJCDi9Yg+tp4MAEd/+"
              + "cklYfi3Q/m2NeLv0ir///odQ9T/+drUySLQAAAA=");

  /** The file with an alpha of 200 - 10 x. */
  public static final byte[] LOSSY_ALPHA =
      decode(
          "UklGRpQAAABXRUJQVlA4WAoAAAAQAAAADwAACwAAQUxQSCUAAAABfyAWTP7h5O+XQkRkDgYZoFksscQSSyyx"
              + "xHKRA0T0P26NRfwFAFZQOCBIAAAA8AEAnQEqEAAMAADAEiWwAnQBDwwS6NUAAP7+kLQkyQg4vWIPraeD"
              + "ABHf/nJJWH4t0P5tjXi79IsxL/+w6h6n/87WpkkWgAAA");

  private static final int ALPHA_FLAG = 0x10;
  private static final int EXIF_FLAG = 0x08;
  private static final int PROFILE_FLAG = 0x20;
  private static final int ANIMATION_FLAG = 0x02;

  private Webps() {}

  private static byte[] decode(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  /** Red, green and blue of the lossless images. */
  public static int pixel(int x, int y, int channel) {
    return switch (channel) {
      case 0 -> 40 * x;
      case 1 -> 60 * y;
      default -> 7 * x + 31 * y;
    };
  }

  /** {@link #LOSSLESS} in the extended form, with EXIF data behind. */
  public static byte[] withExif(byte[] exif) {
    return riff(header(EXIF_FLAG), image(LOSSLESS), chunk("EXIF", exif));
  }

  /** {@link #LOSSLESS} in the extended form, with a colour profile before. */
  public static byte[] withProfile(byte[] profile) {
    return riff(header(PROFILE_FLAG), chunk("ICCP", profile), image(LOSSLESS));
  }

  /** An animation of {@link #LOSSLESS} and a second frame that is no image. */
  public static byte[] animated() {
    return riff(
        header(ANIMATION_FLAG | ALPHA_FLAG),
        chunk("ANIM", new byte[6]),
        chunk("ANMF", concat(frameHeader(), image(LOSSLESS))),
        chunk("ANMF", concat(frameHeader(), chunk("VP8L", new byte[] {1, 2, 3}))));
  }

  /** A lossless image that claims to be as large as told, 16384 by 16384 at most. */
  public static byte[] hugeLossless(int width, int height) {
    int sizes = (width - 1) | (height - 1) << 14;
    ByteBuffer stream = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    return riff(chunk("VP8L", stream.put((byte) 0x2f).putInt(sizes).array()));
  }

  /** A file of these chunks. */
  public static byte[] riff(byte[]... chunks) {
    byte[] all = concat(chunks);
    ByteBuffer file = ByteBuffer.allocate(12 + all.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(ascii("RIFF")).putInt(4 + all.length).put(ascii("WEBP"));
    return file.put(all).array();
  }

  public static byte[] chunk(String name, byte[] content) {
    ByteBuffer chunk =
        ByteBuffer.allocate(8 + content.length + content.length % 2).order(ByteOrder.LITTLE_ENDIAN);
    return chunk.put(ascii(name)).putInt(content.length).put(content).array();
  }

  /** The chunk of a simple file. */
  public static byte[] image(byte[] webp) {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.write(webp, 12, webp.length - 12);
    return chunk.toByteArray();
  }

  private static byte[] header(int flags) {
    ByteBuffer content = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    content.putInt(flags).put((byte) (WIDTH - 1)).putShort((short) 0);
    return chunk("VP8X", content.put((byte) (HEIGHT - 1)).putShort((short) 0).array());
  }

  private static byte[] frameHeader() {
    ByteBuffer header = ByteBuffer.allocate(16);
    return header.put(6, (byte) (WIDTH - 1)).put(9, (byte) (HEIGHT - 1)).array();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
