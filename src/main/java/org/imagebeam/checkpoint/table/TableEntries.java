package org.imagebeam.checkpoint.table;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes the blocks of a table apart. */
public final class TableEntries {
  /**
   * TensorFlow gives every 16th key as a whole, so that the keys of a block have at most 16 times
   * its bytes. Keys that share more than that are made to fill the memory.
   */
  private static final long MAX_KEY_RATIO = 256;

  private final String file;

  /**
   * @param file named in exceptions
   */
  public TableEntries(String file) {
    this.file = file;
  }

  /**
   * The entries of a block; their values are parts of it.
   *
   * @throws CheckpointException CORRUPT
   */
  public List<TableEntry> of(ByteString block) throws CheckpointException {
    int countAt = block.size() - Integer.BYTES;
    int restarts = countAt < 0 ? -1 : TableReader.littleEndian(block).getInt(countAt);
    // Restarts are for seeking in a block, which nobody does here.
    long end = countAt - (long) Integer.BYTES * restarts;
    if (restarts < 0 || end < 0) {
      throw Damage.in(file, "a block has no end");
    }
    List<TableEntry> entries = new ArrayList<>();
    try {
      CodedInputStream in = block.substring(0, (int) end).newCodedInput();
      ByteString key = null;
      long keyBytes = 0;
      while (!in.isAtEnd()) {
        int shared = in.readUInt32();
        int unshared = in.readUInt32();
        int length = in.readUInt32();
        if (shared < 0 || shared > (key == null ? 0 : key.size())) {
          throw Damage.in(file, "an entry shares more of its key than there is");
        }
        ByteString rest = next(block, in, unshared);
        keyBytes += shared + rest.size();
        if (keyBytes > MAX_KEY_RATIO * block.size()) {
          throw Damage.in(file, "the keys of a block have more bytes than it can account for");
        }
        ByteString before = key;
        // Flat: a chain of shared prefixes would be as deep as there are entries.
        key =
            ByteString.copyFrom(
                before == null || shared == 0 ? rest.toByteArray() : joined(before, shared, rest));
        if (before != null && TableReader.KEY_ORDER.compare(before, key) >= 0) {
          throw Damage.in(file, "its keys are not in order");
        }
        entries.add(new TableEntry(key, next(block, in, length)));
      }
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException e) {
      throw Damage.in(file, "an entry was cut short", e);
    }
    return entries;
  }

  private static byte[] joined(ByteString before, int shared, ByteString rest) {
    byte[] key = new byte[shared + rest.size()];
    before.substring(0, shared).copyTo(key, 0);
    rest.copyTo(key, shared);
    return key;
  }

  private static ByteString next(ByteString block, CodedInputStream in, int length)
      throws IOException {
    int from = in.getTotalBytesRead();
    in.skipRawBytes(length);
    return block.substring(from, from + length);
  }
}
