package org.imagebeam.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** TIFF files, by hand where no writer would write them. */
public final class Tiffs {
  public static final int GRAY = 1;
  public static final int RGB = 2;
  public static final int CMYK = 5;

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int LONG8 = 16;

  private Tiffs() {}

  /** An uncompressed page of one strip. */
  public static byte[] page(
      int width, int height, int bands, int bits, int colours, byte[] pixels) {
    return page(width, height, bands, bits, colours, pixels, Map.of());
  }

  /** Makes a page with other or more tags, each a LONG. */
  public static byte[] page(
      int width,
      int height,
      int bands,
      int bits,
      int colours,
      byte[] pixels,
      Map<Integer, Integer> tags) {
    SortedMap<Integer, Integer> all = new TreeMap<>();
    all.put(256, width);
    all.put(257, height);
    all.put(258, bits);
    all.put(259, 1);
    all.put(262, colours);
    all.put(273, 0);
    all.put(277, bands);
    all.put(278, height);
    all.put(279, pixels.length);
    all.putAll(tags);
    int bitsAt = 8 + 2 + 12 * all.size() + 4;
    int pixelsAt = bitsAt + 2 * bands;
    if (!tags.containsKey(273)) {
      all.put(273, pixelsAt);
    }
    ByteBuffer file = ByteBuffer.allocate(pixelsAt + pixels.length);
    file.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) all.size());
    all.forEach(
        (tag, value) -> {
          if (tag == 258 && bands > 1) {
            boolean inline = bands == 2;
            entry(file, tag, SHORT, bands, inline ? bits << 16 | bits : bitsAt);
          } else if (tag == 258) {
            entry(file, tag, SHORT, 1, bits << 16);
          } else {
            entry(file, tag, LONG, 1, value);
          }
        });
    file.putInt(0);
    for (int i = 0; i < bands; i++) {
      file.putShort((short) bits);
    }
    return file.put(pixels).array();
  }

  /** Makes a BigTIFF file: of one strip, and at most four bands. */
  public static byte[] bigPage(
      int width, int height, int bands, int bits, int colours, byte[] pixels) {
    SortedMap<Integer, Long> all = new TreeMap<>();
    all.put(256, (long) width);
    all.put(257, (long) height);
    all.put(259, 1L);
    all.put(262, (long) colours);
    all.put(273, 16L);
    all.put(277, (long) bands);
    all.put(278, (long) height);
    all.put(279, (long) pixels.length);
    ByteBuffer file = ByteBuffer.allocate(16 + pixels.length + 8 + 20 * 9 + 8);
    file.put("MM\0+".getBytes(StandardCharsets.US_ASCII)).putShort((short) 8).putShort((short) 0);
    file.putLong(16 + pixels.length).put(pixels).putLong(9);
    all.headMap(258).forEach((tag, value) -> bigEntry(file, tag, value));
    file.putShort((short) 258).putShort((short) SHORT).putLong(bands);
    for (int i = 0; i < 4; i++) {
      file.putShort((short) (i < bands ? bits : 0));
    }
    all.tailMap(258).forEach((tag, value) -> bigEntry(file, tag, value));
    return file.putLong(0).array();
  }

  private static void bigEntry(ByteBuffer file, int tag, long value) {
    file.putShort((short) tag).putShort((short) LONG8).putLong(1).putLong(value);
  }

  private static void entry(ByteBuffer file, int tag, int type, int count, int value) {
    file.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
  }

  /** Makes a file by ImageIO. */
  public static byte[] encode(String compression, BufferedImage... pages) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionType(compression);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<BufferedImage> images = Arrays.asList(pages);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (BufferedImage image : images) {
        writer.writeToSequence(new IIOImage(image, null, null), parameters);
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
