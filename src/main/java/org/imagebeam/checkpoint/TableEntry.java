package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;

/** What a {@link TableReader} finds and a {@link TableWriter} takes: any bytes under any bytes. */
record TableEntry(ByteString key, ByteString value) {
  TableEntry {
    requireNonNull(key, "key is null");
    requireNonNull(value, "value is null");
  }
}
