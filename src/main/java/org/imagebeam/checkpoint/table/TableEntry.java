package org.imagebeam.checkpoint.table;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;

/** What a {@link TableReader} finds and a {@link TableWriter} takes: any bytes under any bytes. */
public record TableEntry(ByteString key, ByteString value) {
  public TableEntry {
    requireNonNull(key, "key is null");
    requireNonNull(value, "value is null");
  }
}
