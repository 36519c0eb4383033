package org.imagebeam.graph.batch;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.batch.BatchState.Kind;

/**
 * What each op does to the images of a batch. By TensorFlow's definitions of its ops; of those that
 * aren't listed nothing is said.
 */
final class BatchRules {
  private static final ImmutableMap<String, Rule> OTHERS =
      ImmutableMap.<String, Rule>builder()
          .putAll(BatchShapeRules.RULES)
          .putAll(BatchProductRules.RULES)
          .put("FusedBatchNorm", BatchRules::batchNorm)
          .put("FusedBatchNormV2", BatchRules::batchNorm)
          .put("FusedBatchNormV3", BatchRules::batchNorm)
          .put("L2Loss", BatchOp::mixed)
          .put("Softmax", BatchRules::alongLast)
          .put("LogSoftmax", BatchRules::alongLast)
          .put("TopK", BatchRules::alongLast)
          .put("TopKV2", BatchRules::alongLast)
          .put("Cumsum", op -> along(op, 1))
          .put("Cumprod", op -> along(op, 1))
          .put("ReverseV2", op -> along(op, 1))
          .put("Roll", op -> along(op, 2))
          .put("ArgMax", BatchRules::best)
          .put("ArgMin", BatchRules::best)
          .put("Switch", op -> op.only(0))
          .put("Merge", BatchRules::merge)
          .put("Select", BatchRules::select)
          .build();

  private BatchRules() {}

  /** What an op makes of its inputs, of which one holds images and none mixes them. */
  interface Rule {
    /**
     * Tells where the images are in the op's outputs.
     *
     * @throws GraphException if the graph doesn't say enough
     */
    BatchState apply(BatchOp op);
  }

  /**
   * Returns what is known of the op's outputs.
   *
   * @throws GraphException if the op isn't known, or if the graph doesn't say enough
   */
  static BatchState apply(BatchOp op) {
    String name = op.node().getOp();
    if (all(op, Kind.FIXED)) {
      return BatchState.FIXED;
    }
    if (name.equals("Rank")) {
      return BatchState.FIXED;
    }
    if (name.equals("Shape") || name.equals("ShapeN") || name.equals("Size")) {
      return BatchState.SIZE;
    }
    if (!any(op, Kind.IMAGES)) {
      return BatchOps.REPEATING.contains(name) ? BatchState.FIXED : BatchState.SIZE;
    }
    if (name.equals("ZerosLike") || name.equals("OnesLike")) {
      return BatchState.FIXED;
    }
    if (BatchOps.UNARY.contains(name)) {
      return op.only(0);
    }
    if (BatchOps.BROADCASTING.contains(name)) {
      return broadcast(op);
    }
    if (BatchOps.LAYERS.contains(name)) {
      return layer(op, 0);
    }
    if (BatchOps.REDUCTIONS.contains(name)) {
      return reduce(op);
    }
    Rule rule = OTHERS.get(name);
    if (rule == null) {
      throw new GraphException("what " + name + " does to a batch isn't known");
    }
    return rule.apply(op);
  }

  private static boolean all(BatchOp op, Kind kind) {
    for (int i = 0; i < op.inputCount(); i++) {
      if (!op.input(i).is(kind)) {
        return false;
      }
    }
    return true;
  }

  private static boolean any(BatchOp op, Kind kind) {
    for (int i = 0; i < op.inputCount(); i++) {
      if (op.input(i).is(kind)) {
        return true;
      }
    }
    return false;
  }

  /** Images along different dimensions meet each other: {@code [n, 1]} and {@code [1, n]}. */
  private static BatchState broadcast(BatchOp op) {
    int rank = 0;
    for (int i = 0; i < op.inputCount(); i++) {
      rank = Math.max(rank, op.rank(i));
    }
    BatchState met = BatchState.FIXED;
    for (int i = 0; i < op.inputCount(); i++) {
      if (!op.input(i).is(Kind.FIXED)) {
        BatchState images = op.images(i);
        BatchState aligned = images.withAxis(images.axis() + rank - op.rank(i));
        if (met.is(Kind.IMAGES) && !met.equals(aligned)) {
          return op.mixed();
        }
        met = aligned;
      }
    }
    return met;
  }

  /** A layer treats the entries of the first dimension alike, and joins those of the others. */
  static BatchState layer(BatchOp op, int data) {
    BatchState images = op.images(data);
    for (int i = 0; i < op.inputCount(); i++) {
      if (i != data && op.input(i).is(Kind.IMAGES)) {
        throw new GraphException("the weights of '" + op.node().getName() + "' aren't constant");
      }
    }
    return images.axis() == 0 ? images : op.mixed();
  }

  /** In training it takes mean and variance over the batch, and that is its default. */
  private static BatchState batchNorm(BatchOp op) {
    boolean training = !op.node().containsAttr("is_training") || op.flag("is_training");
    return training ? op.mixed() : layer(op, 0);
  }

  private static BatchState reduce(BatchOp op) {
    BatchState images = op.only(0);
    int rank = op.rank(0);
    int[] axes = Arrays.stream(op.ints(1)).map(axis -> BatchOp.positive(axis, rank)).toArray();
    if (Arrays.stream(axes).anyMatch(axis -> axis == images.axis())) {
      return op.mixed();
    }
    long before = Arrays.stream(axes).distinct().filter(axis -> axis < images.axis()).count();
    return op.flag("keep_dims") ? images : images.withAxis((int) (images.axis() - before));
  }

  private static BatchState alongLast(BatchOp op) {
    BatchState images = op.only(0);
    return images.axis() == op.rank(0) - 1 ? op.mixed() : images;
  }

  /**
   * @param axes the input that says along which dimensions
   */
  private static BatchState along(BatchOp op, int axes) {
    BatchState images = op.only(0);
    int rank = op.rank(0);
    boolean mixes =
        Arrays.stream(op.ints(axes)).anyMatch(a -> BatchOp.positive(a, rank) == images.axis());
    return mixes ? op.mixed() : images;
  }

  private static BatchState best(BatchOp op) {
    BatchState images = op.only(0);
    int axis = op.dimension(1, op.rank(0));
    if (axis == images.axis()) {
      return op.mixed();
    }
    return images.withAxis(images.axis() - (axis < images.axis() ? 1 : 0));
  }

  private static BatchState merge(BatchOp op) {
    BatchState met = BatchState.FIXED;
    for (int i = 0; i < op.inputCount(); i++) {
      if (!op.input(i).is(Kind.FIXED)) {
        BatchState images = op.images(i);
        if (met.is(Kind.IMAGES) && !met.equals(images)) {
          throw new GraphException("the branches of '" + op.node().getName() + "' differ");
        }
        met = images;
      }
    }
    return met;
  }

  /** The old {@code Select} takes whole rows where the condition is a vector. */
  private static BatchState select(BatchOp op) {
    List<Integer> ranks = List.of(op.rank(0), op.rank(1), op.rank(2));
    if (ranks.stream().distinct().count() > 1) {
      throw new GraphException("'" + op.node().getName() + "' selects by a vector");
    }
    return broadcast(op);
  }

  /** The product of sizes, of which each has to be known. */
  static long product(List<Long> sizes) {
    LongStream known = sizes.stream().mapToLong(Long::longValue);
    if (sizes.stream().anyMatch(size -> size < 1)) {
      throw new GraphException("a dimension isn't known");
    }
    return known.reduce(1, Math::multiplyExact);
  }
}
