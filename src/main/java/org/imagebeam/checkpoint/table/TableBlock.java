package org.imagebeam.checkpoint.table;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A block of a table, as it grows. */
public final class TableBlock {
  private final int restartInterval;
  private final List<Integer> restarts = new ArrayList<>(List.of(0));
  private final ByteString.Output bytes = ByteString.newOutput();
  private int sinceRestart;
  private ByteString lastKey = ByteString.EMPTY;

  /**
   * @param restartInterval every so many entries one comes with its whole key
   */
  public TableBlock(int restartInterval) {
    this.restartInterval = restartInterval;
  }

  public void add(TableEntry entry) throws IOException {
    ByteString key = entry.key();
    int shared = 0;
    if (sinceRestart == restartInterval) {
      restarts.add(bytes.size());
      sinceRestart = 0;
    } else {
      shared = sharedPrefix(lastKey, key);
    }
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeUInt32NoTag(shared);
    out.writeUInt32NoTag(key.size() - shared);
    out.writeUInt32NoTag(entry.value().size());
    out.flush();
    key.substring(shared).writeTo(bytes);
    entry.value().writeTo(bytes);
    lastKey = key;
    sinceRestart++;
  }

  static int sharedPrefix(ByteString a, ByteString b) {
    int shared = 0;
    while (shared < Math.min(a.size(), b.size()) && a.byteAt(shared) == b.byteAt(shared)) {
      shared++;
    }
    return shared;
  }

  boolean isEmpty() {
    return bytes.size() == 0;
  }

  ByteString lastKey() {
    return lastKey;
  }

  /** The bytes that {@link #finished} would give now. */
  public int size() {
    return bytes.size() + (restarts.size() + 1) * Integer.BYTES;
  }

  public ByteString finished() {
    ByteBuffer end =
        ByteBuffer.allocate((restarts.size() + 1) * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    restarts.forEach(end::putInt);
    end.putInt(restarts.size()).flip();
    return bytes.toByteString().concat(ByteString.copyFrom(end));
  }
}
