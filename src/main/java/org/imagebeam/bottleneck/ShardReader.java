package org.imagebeam.bottleneck;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.imagebeam.tfrecord.DamagedRecordException;
import org.imagebeam.tfrecord.TfRecords;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.FloatList;

/** Reads shards, and believes them only whole. */
final class ShardReader {
  private ShardReader() {}

  /**
   * Shows a shard to a visitor, which is told at the end whether to believe it.
   *
   * @param shard the whole file
   * @param settings that it has to be of
   * @throws DamagedRecordException if it isn't what was written, or is of other settings
   */
  static void read(byte[] shard, String settings, Visitor visitor) throws IOException {
    boolean sound = false;
    try (TfRecords.Reader records =
        new TfRecords.Reader(new ByteArrayInputStream(shard), shard.length)) {
      read(records, settings, visitor);
      sound = true;
    } finally {
      if (sound) {
        visitor.accept();
      } else {
        visitor.reject();
      }
    }
  }

  private static void read(TfRecords.Reader records, String settings, Visitor visitor)
      throws IOException {
    Optional<byte[]> first = records.next();
    require(first.isPresent(), "it is empty");
    BottleneckRecords.Header header =
        BottleneckRecords.header(BottleneckRecords.parse(first.get()));
    require(header.settings().equals(settings), "it is of other settings than its name says");
    int count = 0;
    for (Optional<byte[]> next = records.next(); next.isPresent(); next = records.next()) {
      Example example = BottleneckRecords.parse(next.get());
      BottleneckKey key = BottleneckRecords.key(example);
      if (BottleneckRecords.isFailure(example)) {
        visitor.failure(key, BottleneckRecords.failure(example));
      } else {
        visitor.bottleneck(key, checked(BottleneckRecords.bottleneck(example), header.length()));
      }
      count++;
    }
    require(
        count == header.records(), "it has " + count + " records instead of " + header.records());
  }

  private static FloatList checked(FloatList vector, int length) throws DamagedRecordException {
    require(
        length > 0 && vector.getValueCount() == length,
        "a bottleneck has " + vector.getValueCount() + " values instead of " + length);
    for (int i = 0; i < length; i++) {
      require(Float.isFinite(vector.getValue(i)), "a bottleneck has values that are no numbers");
    }
    return vector;
  }

  private static void require(boolean sound, String damage) throws DamagedRecordException {
    if (!sound) {
      throw new DamagedRecordException(damage);
    }
  }

  /**
   * Takes what a shard holds, and is told at its end whether the shard was sound: until then
   * nothing of it is to be believed.
   */
  interface Visitor {
    /**
     * Takes a bottleneck.
     *
     * @param vector finite values, of the number that the shard states
     * @throws DamagedRecordException if it doesn't go with what other shards hold
     */
    void bottleneck(BottleneckKey key, FloatList vector) throws DamagedRecordException;

    /** Takes the failure that stands in a bottleneck's place. */
    void failure(BottleneckKey key, StageFailure failure);

    /** Believes what was shown: all of the shard was sound. */
    void accept();

    /** Forgets what was shown: the shard was damaged. */
    void reject();
  }
}
