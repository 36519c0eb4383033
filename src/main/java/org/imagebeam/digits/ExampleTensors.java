package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.types.TUint8;

/**
 * All examples in native memory, on their way into a session; the session has them to itself when
 * these are closed. Not thread-safe.
 */
final class ExampleTensors implements AutoCloseable {
  private static final int BLOCK = 1 << 20;

  private final DatasetShape shape;
  private final TUint8 images;
  private final TUint8 labels;
  private int filled;

  ExampleTensors(DatasetShape shape) {
    this.shape = requireNonNull(shape, "shape is null");
    this.images = TUint8.tensorOf(Shape.of(shape.total(), shape.features()));
    this.labels = TUint8.tensorOf(Shape.of(shape.total()));
  }

  /** Puts some where they belong; they may come in any order. */
  void put(ExampleChunk examples) {
    long first = examples.first();
    images.asRawTensor().data().offset(first * shape.features()).write(examples.pixels());
    labels.asRawTensor().data().offset(first).write(examples.labels());
    filled += examples.count();
  }

  /**
   * @throws IllegalStateException unless as many have come as there are
   */
  void requireAll() {
    if (filled != shape.total()) {
      throw new IllegalStateException(filled + " of " + shape.total() + " examples have come");
    }
  }

  /** Returns {@code [total, features]}, which stays this object's. */
  TUint8 images() {
    return images;
  }

  /** Returns {@code [total]}, which stays this object's. */
  TUint8 labels() {
    return labels;
  }

  /**
   * Hashes all pixels and labels, to hex: the same data give the same, however they were packed.
   */
  String fingerprint() {
    Hasher hasher = Hashing.murmur3_128().newHasher();
    hasher.putInt(shape.features());
    putAll(images, hasher);
    putAll(labels, hasher);
    return hasher.hash().toString();
  }

  private static void putAll(TUint8 tensor, Hasher hasher) {
    ByteDataBuffer data = tensor.asRawTensor().data();
    byte[] block = new byte[BLOCK];
    for (long at = 0; at < data.size(); at += BLOCK) {
      int length = (int) Math.min(BLOCK, data.size() - at);
      data.offset(at).read(block, 0, length);
      hasher.putBytes(block, 0, length);
    }
  }

  @Override
  public void close() {
    images.close();
    labels.close();
  }
}
