package org.imagebeam.checkpoint.table;

import com.google.protobuf.ByteString;
import java.io.IOException;

/** The bytes of a table, in memory or in a file. */
public interface TableSource {
  /** How many there are. */
  long size();

  /** Reads some of them, which are there. */
  ByteString read(long offset, int length) throws IOException;

  /** Those of a file that was read as a whole. */
  static TableSource of(ByteString content) {
    return new TableSource() {
      @Override
      public long size() {
        return content.size();
      }

      @Override
      public ByteString read(long offset, int length) {
        return content.substring((int) offset, (int) offset + length);
      }
    };
  }
}
