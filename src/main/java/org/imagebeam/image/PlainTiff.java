package org.imagebeam.image;

import java.io.ByteArrayOutputStream;
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
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int LONG8 = 16;
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

  /** What stands behind the original file. */
  private final ByteArrayOutputStream added = new ByteArrayOutputStream();

  private final Map<Integer, long[]> changed = new TreeMap<>();

  private PlainTiff(TiffStructure structure, byte[] file) {
    this.structure = structure;
    this.page = structure.page();
    this.file = file;
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
      offsets[i] = (long) file.length + added.size();
      counts[i] = bytes.length;
      added.writeBytes(bytes);
    }
    changed.put(structure.offsetsTag(), offsets);
    changed.put(structure.countsTag(), counts);
  }

  /** The header, the file as it is, what was added, and a page of the tags that are needed. */
  private byte[] write() {
    Map<Integer, TiffPage.Entry> kept = page.entries(TiffTags.NEEDED);
    kept.keySet().removeAll(changed.keySet());
    TreeMap<Integer, byte[]> entries = new TreeMap<>();
    kept.forEach(
        (tag, entry) ->
            entries.put(
                tag, Arrays.copyOfRange(file, entry.start(), entry.start() + page.entryBytes())));
    changed.forEach((tag, values) -> entries.put(tag, entry(tag, values)));
    added.writeBytes(new byte[(8 - (file.length + added.size()) % 8) % 8]);
    int at = file.length + added.size();
    ByteBuffer directory =
        ByteBuffer.allocate(16 + entries.size() * page.entryBytes()).order(page.order());
    if (page.big()) {
      directory.putLong(entries.size());
    } else {
      directory.putShort((short) entries.size());
    }
    entries.values().forEach(directory::put);
    added.writeBytes(directory.array());
    byte[] whole = Arrays.copyOf(file, Math.max(at + directory.capacity(), leastLength()));
    System.arraycopy(added.toByteArray(), 0, whole, file.length, added.size());
    ByteBuffer header = ByteBuffer.wrap(whole).order(page.order());
    if (page.big()) {
      header.putLong(8, at);
    } else {
      header.putInt(4, at);
    }
    return whole;
  }

  /** An empty page, as a fax or in Deflate, is smaller than the reader believes. */
  private int leastLength() {
    long most = structure.decodedBytes();
    return (int) Math.min(Integer.MAX_VALUE - 8, most / MOST_EXPANSION + 1);
  }

  private byte[] entry(int tag, long[] values) {
    boolean numbers = values.length > 1 || values[0] > 0xffff;
    boolean offsets = tag != TiffTags.BITS_PER_SAMPLE && tag != TiffTags.SAMPLE_FORMAT && numbers;
    int type = !offsets ? SHORT : page.big() ? LONG8 : LONG;
    int bytes = type == SHORT ? Short.BYTES : type == LONG ? Integer.BYTES : Long.BYTES;
    ByteBuffer content = ByteBuffer.allocate(values.length * bytes).order(page.order());
    for (long value : values) {
      switch (type) {
        case SHORT -> content.putShort((short) value);
        case LONG -> content.putInt((int) value);
        default -> content.putLong(value);
      }
    }
    ByteBuffer entry = ByteBuffer.allocate(page.entryBytes()).order(page.order());
    entry.putShort((short) tag).putShort((short) type);
    if (page.big()) {
      entry.putLong(values.length);
    } else {
      entry.putInt(values.length);
    }
    if (content.capacity() <= entry.remaining()) {
      entry.put(content.array());
    } else if (page.big()) {
      entry.putLong(file.length + added.size());
      added.writeBytes(content.array());
    } else {
      entry.putInt(file.length + added.size());
      added.writeBytes(content.array());
    }
    return entry.array();
  }
}
