package org.imagebeam.retrain;

import org.imagebeam.graph.DamagedRecordException;
import org.tensorflow.proto.FloatList;

/**
 * Is shown what a shard holds, and told at its end whether the shard was sound: until then nothing
 * of it is to be believed.
 */
interface ShardVisitor {
  /**
   * A bottleneck.
   *
   * @param vector finite values, of the number that the shard states
   * @throws DamagedRecordException if it doesn't go with what other shards hold
   */
  void bottleneck(BottleneckKey key, FloatList vector) throws DamagedRecordException;

  /** The failure that took a bottleneck's place. */
  void failure(BottleneckKey key, StageFailure failure);

  /** All of the shard was sound. */
  void accept();

  /** It was not. */
  void reject();
}
