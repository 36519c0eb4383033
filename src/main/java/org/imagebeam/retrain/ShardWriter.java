package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.imagebeam.graph.TfRecords;
import org.imagebeam.storage.AtomicFile;

/**
 * Gathers records and writes them as shards, each whole or not at all. Not thread-safe.
 *
 * @see ShardReader
 */
final class ShardWriter {
  /** Bytes after which a shard is written though its bundle goes on: it is all held in memory. */
  private static final long LARGE = 16L << 20;

  private final Supplier<String> paths;
  private final String settings;
  private final List<byte[]> records = new ArrayList<>();
  private int length;
  private long bytes;

  /**
   * @param paths gives the next shard's
   * @param settings see {@link BottleneckSettings#text}
   */
  ShardWriter(Supplier<String> paths, String settings) {
    this.paths = requireNonNull(paths, "paths is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  /**
   * @throws IllegalArgumentException if the vector is shorter or longer than the others
   */
  void add(BottleneckKey key, float[] vector) throws IOException {
    if (length != 0 && vector.length != length) {
      throw new IllegalArgumentException(
          "the bottleneck of "
              + key.path()
              + " has "
              + vector.length
              + " values, and others have "
              + length);
    }
    length = vector.length;
    add(Records.encode(key, vector));
  }

  void add(BottleneckKey key, StageFailure failure) throws IOException {
    add(Records.encode(key, failure));
  }

  private void add(byte[] record) throws IOException {
    records.add(record);
    bytes += record.length;
    if (bytes >= LARGE) {
      flush();
    }
  }

  /** Writes what was added since the last time, if anything was. */
  void flush() throws IOException {
    if (records.isEmpty()) {
      return;
    }
    try (AtomicFile file = AtomicFile.create(paths.get())) {
      Records.Header header = new Records.Header(settings, length, records.size());
      TfRecords.write(Records.encode(header), file.out());
      for (byte[] record : records) {
        TfRecords.write(record, file.out());
      }
      file.commit();
    }
    records.clear();
    bytes = 0;
  }
}
