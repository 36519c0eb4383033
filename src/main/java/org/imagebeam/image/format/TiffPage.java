package org.imagebeam.image.format;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tags of a page of a TIFF or BigTIFF file. Each lies inside the file, or the page is not made:
 * no count that the file states makes a loop or an array longer than the file itself.
 */
public final class TiffPage {
  private static final String TRUNCATED = "the TIFF file ends within its first page: truncated";

  /** By type code; 0 where there is none of that code. */
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int PAGE = 13;
  private static final int LONG8 = 16;
  private static final int PAGE8 = 18;

  private final ByteBuffer file;
  private final boolean big;
  private final Map<Integer, Entry> entries = new TreeMap<>();

  /** Where the offset of the next page is. */
  private final int end;

  /**
   * A tag.
   *
   * @param type its code
   * @param count of its values
   * @param at the offset of its first value
   * @param start the offset of the entry itself
   */
  public record Entry(int type, long count, int at, int start) {}

  private TiffPage(byte[] bytes, long offset) throws ImageException {
    file = inOrder(bytes);
    big = isBig(file);
    int page = inside(offset, 0);
    long count = big ? file.getLong(page) : Short.toUnsignedLong(file.getShort(page));
    int first = page + (big ? Long.BYTES : Short.BYTES);
    int size = entryBytes();
    if (count < 0 || count > (file.limit() - first) / size) {
      throw truncated();
    }
    for (int i = 0; i < count; i++) {
      addEntry(first + i * size);
    }
    end = first + (int) count * size;
  }

  private static ByteBuffer inOrder(byte[] bytes) {
    return ByteBuffer.wrap(bytes)
        .order(bytes[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }

  private static boolean isBig(ByteBuffer file) {
    return file.getShort(2) == 43;
  }

  /**
   * Reads the tags of the first page.
   *
   * @throws ImageException if one of them reaches past the end of the file
   */
  static TiffPage read(byte[] file) throws ImageException {
    return read(file, firstOffset(file));
  }

  /**
   * Reads the tags of a page.
   *
   * @param offset in the file
   * @throws ImageException if one of them reaches past the end of the file
   */
  static TiffPage read(byte[] file, long offset) throws ImageException {
    try {
      return new TiffPage(file, offset);
    } catch (IndexOutOfBoundsException e) {
      throw new ImageException(TRUNCATED, e);
    }
  }

  /**
   * Returns the offset of the first page.
   *
   * @throws ImageException if the file ends before it
   */
  static long firstOffset(byte[] file) throws ImageException {
    try {
      ByteBuffer bytes = inOrder(file);
      return isBig(bytes) ? bytes.getLong(8) : Integer.toUnsignedLong(bytes.getInt(4));
    } catch (IndexOutOfBoundsException e) {
      throw new ImageException(TRUNCATED, e);
    }
  }

  /** Returns the offset of the next page; 0 if there is none, or the file ends before it. */
  long nextOffset() {
    if (outside(end, big ? Long.BYTES : Integer.BYTES)) {
      return 0;
    }
    return big ? file.getLong(end) : Integer.toUnsignedLong(file.getInt(end));
  }

  private static ImageException truncated() {
    return new ImageException(TRUNCATED);
  }

  private void addEntry(int start) throws ImageException {
    int tag = Short.toUnsignedInt(file.getShort(start));
    int type = Short.toUnsignedInt(file.getShort(start + 2));
    int bytes = type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0;
    long count = big ? file.getLong(start + 4) : Integer.toUnsignedLong(file.getInt(start + 4));
    int field = start + (big ? 12 : 8);
    if (bytes == 0 || count == 0) {
      // Of an unknown kind, which readers have to skip.
      return;
    }
    int fieldBytes = big ? Long.BYTES : Integer.BYTES;
    if (count > 0 && count <= fieldBytes / bytes) {
      entries.putIfAbsent(tag, new Entry(type, count, field, start));
      return;
    }
    long offset = big ? file.getLong(field) : Integer.toUnsignedLong(file.getInt(field));
    if (count < 0 || count > file.limit() / bytes || outside(offset, count * bytes)) {
      if (TiffTags.NEEDED.contains(tag)) {
        throw truncated();
      }
      return;
    }
    entries.putIfAbsent(tag, new Entry(type, count, (int) offset, start));
  }

  private boolean outside(long offset, long length) {
    return offset < 0 || offset > file.limit() - length;
  }

  private int inside(long offset, long length) throws ImageException {
    if (outside(offset, length)) {
      throw truncated();
    }
    return (int) offset;
  }

  public boolean big() {
    return big;
  }

  public ByteOrder order() {
    return file.order();
  }

  int fileBytes() {
    return file.limit();
  }

  public int entryBytes() {
    return big ? 20 : 12;
  }

  private Entry entry(int tag) {
    return requireNonNull(entries.get(tag), "the tag isn't there");
  }

  boolean has(int tag) {
    return entries.containsKey(tag);
  }

  /** How many values the tag has, 0 if it isn't there: never more than bytes in the file. */
  public int count(int tag) {
    return has(tag) ? Math.toIntExact(entry(tag).count()) : 0;
  }

  /** The tags of these that are there, in order. */
  public Map<Integer, Entry> entries(Collection<Integer> tags) {
    Map<Integer, Entry> found = new TreeMap<>(entries);
    found.keySet().retainAll(tags);
    return found;
  }

  /** The first value of a tag, or another one if it isn't there. */
  public long value(int tag, long otherwise) {
    return has(tag) ? value(tag, 0) : otherwise;
  }

  /** A value of a tag that has as many; 0 if they aren't whole numbers. */
  public long value(int tag, int index) {
    Entry entry = entry(tag);
    return switch (entry.type()) {
      case 1, 7 -> Byte.toUnsignedLong(file.get(entry.at() + index));
      case SHORT -> Short.toUnsignedLong(file.getShort(entry.at() + index * Short.BYTES));
      case LONG, PAGE -> Integer.toUnsignedLong(file.getInt(entry.at() + index * Integer.BYTES));
      case LONG8, PAGE8 -> file.getLong(entry.at() + index * Long.BYTES);
      default -> 0;
    };
  }

  /**
   * A value of a tag that has as many, which may be a fraction; not a number where it is neither.
   */
  double number(int tag, int index) {
    Entry entry = requireNonNull(entries.get(tag));
    if (entry.type() == RATIONAL) {
      int at = entry.at() + index * Long.BYTES;
      return (double) Integer.toUnsignedLong(file.getInt(at))
          / Integer.toUnsignedLong(file.getInt(at + Integer.BYTES));
    }
    return isWhole(tag) ? value(tag, index) : Double.NaN;
  }

  /** Returns a tag's text without the zero at its end; empty if it isn't there or no text. */
  String text(int tag) {
    if (!has(tag) || entry(tag).type() != ASCII) {
      return "";
    }
    byte[] bytes = new byte[count(tag)];
    file.get(entry(tag).at(), bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int zero = text.indexOf(0);
    return (zero < 0 ? text : text.substring(0, zero)).strip();
  }

  /** Whether a tag's values are whole numbers, as offsets and sizes have to be. */
  boolean isWhole(int tag) {
    int type = entry(tag).type();
    return type == SHORT || type == LONG || type == LONG8;
  }
}
