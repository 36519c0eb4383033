package org.imagebeam.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.JpegColours;
import org.imagebeam.image.format.TiffPage;
import org.imagebeam.image.format.TiffParts;
import org.imagebeam.image.format.TiffStructure;
import org.imagebeam.image.format.TiffTags;

/**
 * Makes of a TIFF file one that TwelveMonkeys' reader takes, with the first page alone: it would
 * walk all pages and what they link to. Strips in LZMA and Zstandard become Deflate, those in JPEG
 * state their colours, and what it has no samples for is declared as what it has: signed as
 * unsigned, to be told apart by {@link SampleRows}, CIELAB as RGB, for {@link LabRows}, and as many
 * sample sizes as there are samples. The file is made as long as the reader wants it to be for its
 * number of pixels.
 */
final class PlainTiff {
  private static final long DEFLATE = 8;
  private static final int GRAY = 1;
  private static final int RGB = 2;
  private static final int Y_CB_CR = 6;

  /**
   * Half of the bytes of pixels that the reader allows for each byte of the file, as it makes 32
   * bits of 24.
   */
  private static final int MOST_EXPANSION = 256;

  private final TiffStructure structure;
  private final TiffPage page;
  private final byte[] file;

  private final TiffPageWriter written;
  private final Map<Integer, long[]> changed = new TreeMap<>();

  private PlainTiff(TiffStructure structure, byte[] file) {
    this.structure = structure;
    this.page = structure.page();
    this.file = file;
    this.written = new TiffPageWriter(file, page.order(), page.big());
  }

  /**
   * Rewrites a file.
   *
   * @param structure of that file
   * @throws ImageException if a strip can't be decompressed
   */
  static byte[] of(TiffStructure structure, byte[] file) throws ImageException {
    PlainTiff plain = new PlainTiff(structure, file);
    if (plain.page.count(TiffTags.BITS_PER_SAMPLE) != structure.samples()) {
      plain.change(TiffTags.BITS_PER_SAMPLE, structure.bits(), structure.samples());
    }
    if (structure.needsScale()) {
      plain.change(TiffTags.SAMPLE_FORMAT, structure.format() == 3 ? 3 : 1, structure.samples());
      plain.change(TiffTags.COLOURS, structure.colours() == RGB ? RGB : GRAY, 1);
    }
    if (structure.lab()) {
      plain.change(TiffTags.COLOURS, RGB, 1);
    }
    switch (structure.compression()) {
      case TiffStructure.LZMA, TiffStructure.ZSTD -> plain.recompress();
      case TiffStructure.JPEG -> plain.stateColours();
      default -> {
        // The reader takes the others as they are.
      }
    }
    return plain.write();
  }

  private void change(int tag, long value, int count) {
    long[] values = new long[count];
    Arrays.fill(values, value);
    changed.put(tag, values);
  }

  /** What a strip or tile becomes. */
  private interface Part {
    byte[] of(int index, int offset, int bytes) throws ImageException;
  }

  private void recompress() throws ImageException {
    TiffParts parts = TiffParts.of(structure);
    if (page.count(structure.countsTag()) < parts.count()) {
      throw new ImageException(
          "the TIFF file states the bytes of "
              + page.count(structure.countsTag())
              + " of "
              + parts.count()
              + " parts of its pixels: it is damaged");
    }
    try (TiffDecompressor decompressor = new TiffDecompressor(structure.compression())) {
      replaceParts(
          parts.count(),
          (index, offset, bytes) ->
              decompressor.toDeflate(file, offset, bytes, parts.bytes(index)));
    }
    change(TiffTags.COMPRESSION, DEFLATE, 1);
  }

  private void stateColours() throws ImageException {
    int count = page.count(structure.offsetsTag());
    boolean yCbCr = structure.colours() == Y_CB_CR;
    if (count == 0
        || count != page.count(structure.countsTag())
        || !(yCbCr || structure.colours() == RGB)
        || !JpegColours.areMissing(
            jpeg((int) page.value(structure.offsetsTag(), 0), file.length))) {
      return;
    }
    replaceParts(
        count, (index, offset, bytes) -> JpegColours.state(jpeg(offset, offset + bytes), yCbCr));
  }

  private ByteBuffer jpeg(int start, int end) {
    return ByteBuffer.wrap(file).limit(end).position(start);
  }

  private void replaceParts(int count, Part part) throws ImageException {
    long[] offsets = new long[count];
    long[] counts = new long[count];
    for (int i = 0; i < count; i++) {
      byte[] bytes =
          part.of(
              i,
              (int) page.value(structure.offsetsTag(), i),
              (int) page.value(structure.countsTag(), i));
      offsets[i] = written.add(bytes);
      counts[i] = bytes.length;
    }
    changed.put(structure.offsetsTag(), offsets);
    changed.put(structure.countsTag(), counts);
  }

  /** A page of the tags that the reader needs, as they are but for what has changed. */
  private byte[] write() {
    page.entries(TiffTags.NEEDED)
        .forEach(
            (tag, entry) ->
                written.put(
                    tag,
                    Arrays.copyOfRange(file, entry.start(), entry.start() + page.entryBytes())));
    changed.forEach((tag, values) -> written.put(tag, type(tag, values), values));
    return written.write(leastLength());
  }

  /** An empty page, as a fax or in Deflate, is smaller than the reader believes. */
  private int leastLength() {
    long most = structure.decodedBytes();
    return (int) Math.min(Integer.MAX_VALUE - 8, most / MOST_EXPANSION + 1);
  }

  private TiffPageWriter.Type type(int tag, long[] values) {
    boolean numbers = values.length > 1 || values[0] > 0xffff;
    boolean offsets = tag != TiffTags.BITS_PER_SAMPLE && tag != TiffTags.SAMPLE_FORMAT && numbers;
    return offsets ? TiffPageWriter.Type.ofOffsets(page.big()) : TiffPageWriter.Type.SHORT;
  }
}
