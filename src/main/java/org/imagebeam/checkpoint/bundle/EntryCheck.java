package org.imagebeam.checkpoint.bundle;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.checkpoint.table.Damage;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.TensorShapeProto;

/** Whether an entry of an index can be true. */
final class EntryCheck {
  /** TensorFlow's own limit. */
  private static final int MAX_RANK = 254;

  private EntryCheck() {}

  /**
   * Checks that dtype, shape, and size belong together.
   *
   * @throws CheckpointException CORRUPT if they don't, MISMATCH for a dtype that is not known
   */
  static void check(String file, String name, BundleEntryProto entry, int shards)
      throws CheckpointException {
    if (!Dtypes.canBeSaved(entry.getDtype())) {
      throw new CheckpointException(
          Kind.MISMATCH,
          String.format(
              Locale.ROOT,
              "%s: tensor '%s' has a dtype (number %d) that is not known here",
              file,
              name,
              entry.getDtypeValue()));
    }
    long elements = elements(file, name, entry.getShape());
    boolean placed =
        entry.getShardId() >= 0
            && entry.getShardId() < shards
            && entry.getOffset() >= 0
            && entry.getSize() >= 0
            && entry.getOffset() <= Long.MAX_VALUE - entry.getSize();
    // For a tensor in parts, the parts' entries say where.
    if (entry.getSlicesCount() == 0 && !(placed && fits(entry, elements))) {
      throw Damage.in(
          file,
          String.format(
              Locale.ROOT,
              "tensor '%s' of shape %s can't lie in %d bytes at byte %d of data file %d of %d",
              name,
              shape(entry.getShape()),
              entry.getSize(),
              entry.getOffset(),
              entry.getShardId(),
              shards));
    }
  }

  /**
   * How many elements a tensor has.
   *
   * @throws CheckpointException CORRUPT if no tensor can have such a shape
   */
  static long elements(String file, String name, TensorShapeProto stored)
      throws CheckpointException {
    List<Long> shape = shape(stored);
    boolean valid =
        shape.size() <= MAX_RANK
            && !stored.getUnknownRank()
            && shape.stream().allMatch(size -> size >= 0);
    try {
      if (valid) {
        return shape.stream().reduce(1L, Math::multiplyExact);
      }
    } catch (ArithmeticException e) {
      throw Damage.in(file, "tensor '" + name + "' is larger than any can be: " + shape, e);
    }
    throw Damage.in(file, "tensor '" + name + "' has an impossible shape: " + shape);
  }

  private static boolean fits(BundleEntryProto entry, long elements) {
    OptionalInt width = Dtypes.width(entry.getDtype());
    if (width.isEmpty()) {
      // An element takes a byte at least, for its length.
      return entry.getSize() >= elements;
    }
    return entry.getSize() % width.getAsInt() == 0
        && entry.getSize() / width.getAsInt() == elements;
  }

  static List<Long> shape(TensorShapeProto shape) {
    return shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList();
  }
}
