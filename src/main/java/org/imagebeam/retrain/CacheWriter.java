package org.imagebeam.retrain;

import java.io.IOException;
import org.imagebeam.storage.Storage;

/**
 * Writes what was found out: what lasts into shards of the cache, what may pass into a shard for
 * this run alone. Not thread-safe.
 */
final class CacheWriter {
  private final ShardWriter plain;
  private final ShardWriter distorted;
  private final ShardWriter passing;

  /**
   * @param folder of the cache
   * @param run the run's id
   */
  CacheWriter(String folder, BottleneckSettings settings, String run) {
    plain = bottlenecks(folder, settings, false);
    distorted = bottlenecks(folder, settings, true);
    passing =
        new ShardWriter(
            () -> Storage.resolve(folder, ShardNames.failures(run)), settings.text(true));
  }

  private static ShardWriter bottlenecks(
      String folder, BottleneckSettings settings, boolean copies) {
    return new ShardWriter(
        () -> Storage.resolve(folder, ShardNames.bottlenecks(settings, copies)),
        settings.text(copies));
  }

  void add(BottleneckKey key, float[] vector) throws IOException {
    lasting(key).add(key, vector);
  }

  void add(BottleneckKey key, StageFailure failure) throws IOException {
    (failure.lasts() ? lasting(key) : passing).add(key, failure);
  }

  private ShardWriter lasting(BottleneckKey key) {
    return key.variant() == 0 ? plain : distorted;
  }

  /** Writes what was added since the last time. */
  void flush() throws IOException {
    plain.flush();
    distorted.flush();
    passing.flush();
  }
}
