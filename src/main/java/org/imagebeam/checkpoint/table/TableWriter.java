package org.imagebeam.checkpoint.table;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.imagebeam.tfrecord.MaskedCrc;

/**
 * Writes what {@link TableReader} reads, with the settings of TensorFlow's {@code BundleWriter}:
 * blocks of 256 KiB, a whole key every 16 entries, no compression. It gives the bytes that
 * TensorFlow gives for these entries.
 */
public final class TableWriter {
  private static final int BLOCK_BYTES = 1 << 18;
  private static final int RESTART_INTERVAL = 16;

  private final OutputStream out;
  private final TableBlock index = new TableBlock(1);
  private TableBlock block = new TableBlock(RESTART_INTERVAL);
  private long offset;

  /** What was written last, and is listed once the next key is known. */
  private ByteString pendingKey = ByteString.EMPTY;

  private ByteString pendingHandle = ByteString.EMPTY;

  private TableWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes a whole table; closes nothing.
   *
   * @param entries in the order of {@link TableReader#KEY_ORDER}, no key twice
   */
  public static void write(Iterable<TableEntry> entries, OutputStream out) throws IOException {
    TableWriter table = new TableWriter(out);
    for (TableEntry entry : entries) {
      table.add(entry);
    }
    table.finish();
  }

  private void add(TableEntry entry) throws IOException {
    if (!pendingHandle.isEmpty()) {
      list(separator(pendingKey, entry.key()));
    }
    block.add(entry);
    if (block.size() >= BLOCK_BYTES) {
      flush();
    }
  }

  private void flush() throws IOException {
    pendingKey = block.lastKey();
    pendingHandle = write(block.finished()).encoded();
    block = new TableBlock(RESTART_INTERVAL);
  }

  private void list(ByteString key) throws IOException {
    index.add(new TableEntry(key, pendingHandle));
    pendingHandle = ByteString.EMPTY;
  }

  private void finish() throws IOException {
    if (!block.isEmpty()) {
      flush();
    }
    BlockHandle metaIndex = write(new TableBlock(RESTART_INTERVAL).finished());
    if (!pendingHandle.isEmpty()) {
      list(successor(pendingKey));
    }
    ByteString handles = metaIndex.encoded().concat(write(index.finished()).encoded());
    ByteBuffer footer =
        ByteBuffer.allocate(TableReader.FOOTER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    handles.copyTo(footer);
    footer.putLong(TableReader.FOOTER_BYTES - Long.BYTES, TableReader.MAGIC);
    out.write(footer.array());
  }

  private BlockHandle write(ByteString content) throws IOException {
    ByteString checked = content.concat(ByteString.copyFrom(new byte[] {TableReader.UNCOMPRESSED}));
    checked.writeTo(out);
    out.write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(MaskedCrc.of(checked))
            .array());
    BlockHandle handle = new BlockHandle(offset, content.size());
    offset += content.size() + TableReader.TRAILER_BYTES;
    return handle;
  }

  /** A short key that is not below {@code last} and below {@code next}. */
  private static ByteString separator(ByteString last, ByteString next) {
    int shared = TableBlock.sharedPrefix(last, next);
    if (shared == Math.min(last.size(), next.size())) {
      return last;
    }
    int differing = last.byteAt(shared) & 0xff;
    boolean room = differing < 0xff && differing + 1 < (next.byteAt(shared) & 0xff);
    return room ? raised(last, shared) : last;
  }

  /** A short key that is not below {@code last}. */
  private static ByteString successor(ByteString last) {
    for (int i = 0; i < last.size(); i++) {
      if (last.byteAt(i) != (byte) 0xff) {
        return raised(last, i);
      }
    }
    return last;
  }

  /** The bytes before {@code at}, and the one there plus one. */
  private static ByteString raised(ByteString key, int at) {
    byte[] bytes = key.substring(0, at + 1).toByteArray();
    bytes[at]++;
    return ByteString.copyFrom(bytes);
  }
}
