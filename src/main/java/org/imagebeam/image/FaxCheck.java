package org.imagebeam.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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

  /** What the third and fourth byte of a TIFF file are, as a number. */
  private static final short TIFF = 42;

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

  /** The file with a page behind it that has the tags that matter to the codes. */
  private static byte[] plain(TiffStructure structure, int parts, byte[] file) {
    TiffPage page = structure.page();
    TiffPageWriter written = new TiffPageWriter(file, page.order(), false);
    written.put(TiffTags.COLOURS, TiffPageWriter.Type.SHORT, 0);
    for (int tag : TiffTags.FAX) {
      if (page.count(tag) > 0) {
        boolean small = TiffTags.FAX_SHORTS.contains(tag);
        written.put(
            tag, small ? TiffPageWriter.Type.SHORT : TiffPageWriter.Type.LONG, page.value(tag, 0));
      }
    }
    for (int tag : List.of(structure.offsetsTag(), structure.countsTag())) {
      written.put(
          tag,
          TiffPageWriter.Type.LONG,
          LongStream.range(0, parts).map(i -> page.value(tag, (int) i)).toArray());
    }
    byte[] plain = written.write(0);
    // A page of BigTIFF is written as one of TIFF.
    ByteBuffer.wrap(plain).order(page.order()).putShort(2, TIFF);
    return plain;
  }
}
