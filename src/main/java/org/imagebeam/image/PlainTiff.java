package org.imagebeam.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.TiffPage;
import org.imagebeam.image.format.TiffParts;
import org.imagebeam.image.format.TiffStructure;
import org.imagebeam.image.format.TiffTags;

/**
 * Makes of a TIFF file one that TwelveMonkeys' reader takes, with the first page alone: it would
 * walk all pages and what they link to. Strips in LZMA and Zstandard become Deflate, and what it
 * has no samples for is declared as what it has: signed as unsigned, to be told apart by {@link
 * SampleRows}, and as many sample sizes as there are samples.
 */
final class PlainTiff {
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int LONG8 = 16;
  private static final long DEFLATE = 8;

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
      if (structure.colours() == 0) {
        plain.change(TiffTags.COLOURS, 1, 1);
      }
    }
    int compression = structure.compression();
    if (compression == TiffStructure.LZMA || compression == TiffStructure.ZSTD) {
      plain.recompress();
    }
    return plain.write();
  }

  private void change(int tag, long value, int count) {
    long[] values = new long[count];
    Arrays.fill(values, value);
    changed.put(tag, values);
  }

  private void recompress() throws ImageException {
    boolean tiled = structure.tiled();
    int offsets = tiled ? TiffTags.TILE_OFFSETS : TiffTags.STRIP_OFFSETS;
    int counts = tiled ? TiffTags.TILE_BYTE_COUNTS : TiffTags.STRIP_BYTE_COUNTS;
    TiffParts parts = TiffParts.of(structure);
    if (page.count(offsets) < parts.count() || page.count(counts) < parts.count()) {
      throw new ImageException(
          "the TIFF file has "
              + page.count(offsets)
              + " of "
              + parts.count()
              + " parts of its pixels: it is damaged");
    }
    long[] newOffsets = new long[parts.count()];
    long[] newCounts = new long[parts.count()];
    try (TiffDecompressor decompressor = new TiffDecompressor(structure.compression())) {
      for (int i = 0; i < parts.count(); i++) {
        byte[] part =
            decompressor.toDeflate(
                file, (int) page.value(offsets, i), (int) page.value(counts, i), parts.bytes(i));
        newOffsets[i] = (long) file.length + added.size();
        newCounts[i] = part.length;
        added.writeBytes(part);
      }
    }
    changed.put(offsets, newOffsets);
    changed.put(counts, newCounts);
    change(TiffTags.COMPRESSION, DEFLATE, 1);
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
    byte[] whole = Arrays.copyOf(file, file.length + added.size());
    System.arraycopy(added.toByteArray(), 0, whole, file.length, added.size());
    ByteBuffer header = ByteBuffer.wrap(whole).order(page.order());
    if (page.big()) {
      header.putLong(8, at);
    } else {
      header.putInt(4, at);
    }
    return whole;
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
