package org.imagebeam.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.TiffPage;
import org.imagebeam.image.format.TiffParts;
import org.imagebeam.image.format.TiffStructure;
import org.imagebeam.image.format.TiffTags;

/**
 * Finds out whether the CCITT codes of a TIFF file are sound. TwelveMonkeys' reader skips those
 * that don't exist, and takes rows that are missing for white; Java's own warns of both. It is
 * strict about the types of tags, so it is given a page made of what they say.
 */
final class FaxCheck {
  private static final String JAVAS_OWN = "com.sun.imageio.";

  /** Files of libtiff go without it where all others end with a byte. */
  private static final String NO_FIRST_EOL = "T.4 compressed data should begin with EOL.";

  private static final String DAMAGED =
      "the TIFF file's fax codes don't make up its rows: it is damaged or truncated";

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int ENTRY = 12;

  private FaxCheck() {}

  /**
   * Decodes the first page of a file and drops the pixels. What states no sizes of its strips, or
   * other than bits, is not looked at.
   *
   * @param structure of that file
   * @throws ImageException if it is damaged
   */
  static void requireSound(TiffStructure structure, byte[] file) throws ImageException {
    int parts = TiffParts.of(structure).count();
    if (structure.bits() != 1
        || structure.samples() != 1
        || structure.page().count(structure.countsTag()) < parts) {
      return;
    }
    List<String> warnings = new ArrayList<>();
    ImageReader reader = javasOwn();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try (ImageInputStream in = new ByteArrayImageInputStream(plain(structure, parts, file))) {
      reader.setInput(in, true, true);
      reader.read(0);
    } catch (IOException | RuntimeException e) {
      throw new ImageException(DAMAGED, e);
    } finally {
      reader.dispose();
    }
    if (warnings.stream().anyMatch(warning -> !warning.equals(NO_FIRST_EOL))) {
      throw new ImageException(DAMAGED);
    }
  }

  private static ImageReader javasOwn() {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("tiff");
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (reader.getClass().getName().startsWith(JAVAS_OWN)) {
        return reader;
      }
    }
    throw new IllegalStateException("this Java has no reader for TIFF files");
  }

  /** The file with a new header and, at its end, a page with the tags that matter to the codes. */
  private static byte[] plain(TiffStructure structure, int parts, byte[] file) {
    TiffPage page = structure.page();
    SortedMap<Integer, long[]> tags = new TreeMap<>();
    tags.put(TiffTags.COLOURS, new long[1]);
    for (int tag : TiffTags.FAX) {
      if (page.count(tag) > 0) {
        tags.put(tag, new long[] {page.value(tag, 0)});
      }
    }
    for (int tag : List.of(structure.offsetsTag(), structure.countsTag())) {
      tags.put(tag, LongStream.range(0, parts).map(i -> page.value(tag, (int) i)).toArray());
    }
    int lists = file.length + Short.BYTES + ENTRY * tags.size() + Integer.BYTES;
    ByteBuffer plain = ByteBuffer.allocate(lists + 2 * Integer.BYTES * parts).order(page.order());
    plain.put(file).putShort(2, (short) 42).putInt(4, file.length).putShort((short) tags.size());
    ByteBuffer list = plain.duplicate().order(page.order()).position(lists);
    tags.forEach((tag, values) -> putEntry(plain, tag, values, list));
    return plain.array();
  }

  private static void putEntry(ByteBuffer plain, int tag, long[] values, ByteBuffer list) {
    boolean small = TiffTags.FAX_SHORTS.contains(tag);
    plain.putShort((short) tag).putShort((short) (small ? SHORT : LONG)).putInt(values.length);
    if (small) {
      plain.putShort((short) values[0]).putShort((short) 0);
    } else if (values.length == 1) {
      plain.putInt((int) values[0]);
    } else {
      plain.putInt(list.position());
      for (long value : values) {
        list.putInt((int) value);
      }
    }
  }
}
