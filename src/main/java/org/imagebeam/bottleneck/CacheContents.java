package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.tfrecord.DamagedRecordException;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FloatList;

/**
 * Gathers which of the wanted bottlenecks the cache has. Where several shards hold the same one,
 * the first counts; a bottleneck counts more than a failure. Not thread-safe.
 */
final class CacheContents implements ShardReader.Visitor {
  private final BottleneckIndex slots;
  private final boolean keepVectors;
  private final BitSet found = new BitSet();
  private final Map<Integer, StageFailure> failures = new HashMap<>();
  private final BitSet foundInShard = new BitSet();
  private final Map<Integer, StageFailure> failuresInShard = new HashMap<>();
  private int length;
  private int lengthInShard;
  private @Nullable VectorStore vectors;

  /**
   * @param slots what is wanted
   * @param keepVectors whether the vectors are wanted, too, and not only which there are
   */
  CacheContents(BottleneckIndex slots, boolean keepVectors) {
    this.slots = requireNonNull(slots, "slots is null");
    this.keepVectors = keepVectors;
  }

  @Override
  public void bottleneck(BottleneckKey key, FloatList vector) throws DamagedRecordException {
    if (length != 0 && vector.getValueCount() != length) {
      throw new DamagedRecordException(
          "its bottlenecks have "
              + vector.getValueCount()
              + " values, and those of other shards "
              + length);
    }
    lengthInShard = vector.getValueCount();
    int slot = slots.slot(key);
    if (slot >= 0 && !found.get(slot)) {
      foundInShard.set(slot);
      if (keepVectors) {
        vectors(vector.getValueCount()).set(slot, vector);
      }
    }
  }

  private VectorStore vectors(int vectorLength) {
    if (vectors == null || vectors.length() != vectorLength) {
      vectors = new VectorStore(slots.count(), vectorLength);
    }
    return vectors;
  }

  @Override
  public void failure(BottleneckKey key, StageFailure failure) {
    int slot = slots.slot(key);
    if (slot >= 0) {
      failuresInShard.put(slot, failure);
    }
  }

  @Override
  public void accept() {
    found.or(foundInShard);
    failuresInShard.forEach(failures::putIfAbsent);
    length = lengthInShard == 0 ? length : lengthInShard;
    reject();
  }

  /**
   * Forgets the shard. What it has put among the vectors is overwritten when the right one comes.
   */
  @Override
  public void reject() {
    foundInShard.clear();
    failuresInShard.clear();
    lengthInShard = 0;
  }

  /** Returns the numbers of the bottlenecks of which there is neither a vector nor a failure. */
  List<Integer> missing() {
    List<Integer> missing = new ArrayList<>();
    for (int slot = found.nextClearBit(0);
        slot < slots.count();
        slot = found.nextClearBit(slot + 1)) {
      if (!failures.containsKey(slot)) {
        missing.add(slot);
      }
    }
    return missing;
  }

  /** Returns how many bottlenecks there are. */
  int count() {
    return found.cardinality();
  }

  boolean has(int slot) {
    return found.get(slot);
  }

  /** Returns why there is no bottleneck of that number, if that is known. */
  Optional<StageFailure> failure(int slot) {
    return has(slot) ? Optional.empty() : Optional.ofNullable(failures.get(slot));
  }

  /** Returns the vectors, of those numbers that there are; of length 0 if there are none. */
  VectorStore vectors() {
    return vectors == null ? new VectorStore(0, 0) : vectors;
  }

  BottleneckIndex slots() {
    return slots;
  }
}
