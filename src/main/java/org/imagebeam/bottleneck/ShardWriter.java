package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.imagebeam.tfrecord.TfRecords;

/**
 * Writes what was found out as shards, each whole or not at all: what lasts into shards of the
 * cache, what may pass into a shard for this run alone. Not thread-safe.
 *
 * <p>The files are called {@code bottlenecks-<fingerprint>-<random>.tfrecord}, so that the
 * bottlenecks of several models and settings share a folder, and {@code
 * failures-<run>-<random>.tfrecord} for failures that only the run itself is told of.
 *
 * @see ShardReader
 */
final class ShardWriter {
  private static final String SUFFIX = ".tfrecord";

  /** Bytes after which a shard is written though its bundle goes on: it is all held in memory. */
  private static final long LARGE = 16L << 20;

  private final Shards plain;
  private final Shards distorted;
  private final Shards passing;

  /**
   * @param folder of the cache
   * @param run the run's id
   */
  ShardWriter(String folder, BottleneckSettings settings, String run) {
    plain = bottlenecks(folder, settings, false);
    distorted = bottlenecks(folder, settings, true);
    passing = new Shards(() -> Storage.resolve(folder, failuresName(run)), settings.text(true));
  }

  private static Shards bottlenecks(String folder, BottleneckSettings settings, boolean copies) {
    return new Shards(
        () -> Storage.resolve(folder, bottlenecksName(settings, copies)), settings.text(copies));
  }

  void add(BottleneckKey key, float[] vector) throws IOException {
    lasting(key).add(key, vector);
  }

  void add(BottleneckKey key, StageFailure failure) throws IOException {
    (failure.isPermanent() ? lasting(key) : passing).add(key, failure);
  }

  private Shards lasting(BottleneckKey key) {
    return key.variant() == 0 ? plain : distorted;
  }

  /** Writes what was added since the last time. */
  void flush() throws IOException {
    plain.flush();
    distorted.flush();
    passing.flush();
  }

  /** Makes up a name for a shard of bottlenecks of those settings. */
  static String bottlenecksName(BottleneckSettings settings, boolean distorted) {
    return bottlenecksPrefix(settings, distorted) + UUID.randomUUID() + SUFFIX;
  }

  /** Returns whether a file holds bottlenecks of those settings, by its name. */
  static boolean isOfBottlenecks(String name, BottleneckSettings settings, boolean distorted) {
    return name.startsWith(bottlenecksPrefix(settings, distorted)) && name.endsWith(SUFFIX);
  }

  private static String bottlenecksPrefix(BottleneckSettings settings, boolean distorted) {
    return "bottlenecks-" + settings.fingerprint(distorted) + "-";
  }

  /** Makes up a name for a shard of failures that may not happen again. */
  private static String failuresName(String run) {
    return failuresPrefix(run) + UUID.randomUUID() + SUFFIX;
  }

  /** Returns whether a file holds failures that one run alone is told of, by its name. */
  static boolean isOfFailures(String name, String run) {
    return name.startsWith(failuresPrefix(run)) && name.endsWith(SUFFIX);
  }

  private static String failuresPrefix(String run) {
    return "failures-" + run + "-";
  }

  /** Gathers records of one kind, and writes them as shards, each whole or not at all. */
  private static final class Shards {
    private final Supplier<String> paths;
    private final String settings;
    private final List<byte[]> records = new ArrayList<>();
    private int length;
    private long bytes;

    /**
     * @param paths gives the next shard's
     * @param settings see {@link BottleneckSettings#text}
     */
    Shards(Supplier<String> paths, String settings) {
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
      add(BottleneckRecords.encode(key, vector));
    }

    void add(BottleneckKey key, StageFailure failure) throws IOException {
      add(BottleneckRecords.encode(key, failure));
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
        BottleneckRecords.Header header =
            new BottleneckRecords.Header(settings, length, records.size());
        TfRecords.write(BottleneckRecords.encode(header), file.out());
        for (byte[] record : records) {
          TfRecords.write(record, file.out());
        }
        file.commit();
      }
      records.clear();
      bytes = 0;
    }
  }
}
