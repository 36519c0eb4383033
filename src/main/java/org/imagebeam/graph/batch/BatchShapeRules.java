package org.imagebeam.graph.batch;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.Nodes;
import org.imagebeam.graph.batch.BatchState.Kind;

/** What ops that move values about do to the images of a batch, see {@link BatchRules}. */
final class BatchShapeRules {
  static final ImmutableMap<String, BatchRules.Rule> RULES =
      ImmutableMap.<String, BatchRules.Rule>builder()
          .put("Reshape", BatchShapeRules::reshape)
          .put("Transpose", BatchShapeRules::transpose)
          .put("ExpandDims", BatchShapeRules::expand)
          .put("Squeeze", BatchShapeRules::squeeze)
          .put("Pack", BatchShapeRules::pack)
          .put("Unpack", op -> dropped(op, op.only(0), op.axisAttribute(op.rank(0))))
          .put("Concat", op -> concat(op, 0, 1, op.inputCount()))
          .put("ConcatV2", op -> concat(op, op.inputCount() - 1, 0, op.inputCount() - 1))
          .put("Split", op -> unlessAlong(op, op.only(1), op.dimension(0, op.rank(1))))
          .put("SplitV", op -> unlessAlong(op, op.only(0), op.dimension(2, op.rank(0))))
          .put("Slice", BatchShapeRules::slice)
          .put("StridedSlice", BatchShapeRules::stridedSlice)
          .put("Gather", op -> gather(op, 0))
          .put("GatherV2", op -> gather(op, op.dimension(2, op.rank(0))))
          .put("Tile", op -> ifAt(op, op.ints(1), 1, 1))
          .put("Pad", op -> ifAt(op, op.ints(1), 2, 0))
          .put("PadV2", op -> ifAt(op, op.ints(1), 2, 0))
          .put("MirrorPad", op -> ifAt(op, op.ints(1), 2, 0))
          .put("OneHot", BatchShapeRules::oneHot)
          .put("BroadcastTo", BatchShapeRules::broadcastTo)
          .put("SpaceToBatchND", op -> spread(op, true))
          .put("BatchToSpaceND", op -> spread(op, false))
          .build();

  private BatchShapeRules() {}

  /**
   * Images that lie one after another go on doing so, with more or fewer rows each, unless a row of
   * the result holds values of two of them.
   */
  private static BatchState reshape(BatchOp op) {
    BatchState images = op.images(0);
    List<Long> from = op.shape(0);
    List<Long> to = op.outputShape();
    int axis = batchAxis(to);
    boolean outermost = BatchRules.product(from.subList(0, images.axis())) == 1;
    if (!images.inOrder() || !outermost || axis < 0) {
      throw new GraphException("where '" + op.node().getName() + "' has the batch isn't known");
    }
    if (BatchRules.product(to.subList(0, axis)) != 1) {
      return op.mixed();
    }
    long values = images.rows() * BatchRules.product(from.subList(images.axis() + 1, from.size()));
    long row = BatchRules.product(to.subList(axis + 1, to.size()));
    return values % row == 0 ? images.withAxis(axis).withRows(values / row, true) : op.mixed();
  }

  /** The dimension of any size; of a batch that is fixed, the first that isn't 1. */
  private static int batchAxis(List<Long> shape) {
    int any = shape.indexOf(-1L);
    for (int i = 0; any < 0 && i < shape.size(); i++) {
      any = shape.get(i) == 1 ? any : i;
    }
    return any;
  }

  private static BatchState transpose(BatchOp op) {
    BatchState images = op.only(0);
    int[] order = op.ints(1);
    for (int i = 0; i < order.length; i++) {
      if (BatchOp.positive(order[i], order.length) == images.axis()) {
        return images.withAxis(i);
      }
    }
    throw new GraphException("'" + op.node().getName() + "' loses a dimension");
  }

  private static BatchState expand(BatchOp op) {
    BatchState images = op.only(0);
    return inserted(images, op.dimension(1, op.rank(0) + 1));
  }

  private static BatchState inserted(BatchState images, int dimension) {
    return images.withAxis(images.axis() + (dimension <= images.axis() ? 1 : 0));
  }

  private static BatchState dropped(BatchOp op, BatchState images, int dimension) {
    return dimension == images.axis()
        ? op.mixed()
        : images.withAxis(images.axis() - (dimension < images.axis() ? 1 : 0));
  }

  private static BatchState unlessAlong(BatchOp op, BatchState images, int dimension) {
    return dimension == images.axis() ? op.mixed() : images;
  }

  private static BatchState squeeze(BatchOp op) {
    BatchState images = op.only(0);
    List<Long> dimensions = Nodes.integers(op.node(), "squeeze_dims");
    if (dimensions.isEmpty()) {
      throw new GraphException("'" + op.node().getName() + "' squeezes a batch of one away");
    }
    int before = 0;
    for (long dimension : dimensions) {
      int at = BatchOp.positive((int) dimension, op.rank(0));
      if (at == images.axis()) {
        return op.mixed();
      }
      before += at < images.axis() ? 1 : 0;
    }
    return images.withAxis(images.axis() - before);
  }

  private static BatchState pack(BatchOp op) {
    BatchState images = joined(op, 0, op.inputCount());
    return images.is(Kind.MIXED) ? images : inserted(images, op.axisAttribute(op.rank(0) + 1));
  }

  private static BatchState concat(BatchOp op, int axis, int first, int end) {
    BatchState images = joined(op, first, end);
    return images.is(Kind.MIXED)
        ? images
        : unlessAlong(op, images, op.dimension(axis, op.outputShape().size()));
  }

  /** What inputs of the same number of dimensions have in common. */
  private static BatchState joined(BatchOp op, int first, int end) {
    BatchState met = BatchState.FIXED;
    for (int i = first; i < end; i++) {
      if (!op.input(i).is(Kind.FIXED)) {
        BatchState images = op.images(i);
        if (met.is(Kind.IMAGES) && !met.equals(images)) {
          return op.mixed();
        }
        met = images;
      }
    }
    return met;
  }

  private static BatchState slice(BatchOp op) {
    BatchState images = op.images(0);
    boolean whole = op.ints(1)[images.axis()] == 0 && op.ints(2)[images.axis()] == -1;
    return whole ? images : op.mixed();
  }

  /** Walks the slice as {@code x[a:b, ..., tf.newaxis, c]} would be read, to the batch. */
  private static BatchState stridedSlice(BatchOp op) {
    BatchState images = op.only(0);
    int[] begin = op.ints(1);
    int[] strides = op.ints(3);
    int rank = op.rank(0);
    int from = 0;
    int to = 0;
    for (int i = 0; i < begin.length && from <= images.axis(); i++) {
      if (bit(op, "ellipsis_mask", i)) {
        int skipped = rank - from - (begin.length - i - 1 - newAxesBehind(op, i, begin.length));
        if (images.axis() < from + skipped) {
          return images.withAxis(to + images.axis() - from);
        }
        from += skipped;
        to += skipped;
      } else if (bit(op, "new_axis_mask", i)) {
        to++;
      } else if (from == images.axis()) {
        boolean whole =
            !bit(op, "shrink_axis_mask", i)
                && (bit(op, "begin_mask", i) || begin[i] == 0)
                && bit(op, "end_mask", i)
                && strides[i] == 1;
        return whole ? images.withAxis(to) : op.mixed();
      } else {
        from++;
        to += bit(op, "shrink_axis_mask", i) ? 0 : 1;
      }
    }
    return images.withAxis(to + images.axis() - from);
  }

  private static int newAxesBehind(BatchOp op, int i, int end) {
    int count = 0;
    for (int j = i + 1; j < end; j++) {
      count += bit(op, "new_axis_mask", j) ? 1 : 0;
    }
    return count;
  }

  private static boolean bit(BatchOp op, String mask, int i) {
    return (op.attribute(mask).getI() >> i & 1) == 1;
  }

  private static BatchState gather(BatchOp op, int axis) {
    if (op.attribute("batch_dims").getI() != 0) {
      throw new GraphException("'" + op.node().getName() + "' gathers image by image");
    }
    if (op.input(0).is(Kind.FIXED)) {
      return op.images(1).withAxis(axis + op.images(1).axis());
    }
    BatchState images = op.only(0);
    if (axis == images.axis()) {
      return op.mixed();
    }
    return images.withAxis(images.axis() + (axis < images.axis() ? op.rank(1) - 1 : 0));
  }

  /** Keeps the batch whole where all {@code width} values for its dimension are {@code value}. */
  private static BatchState ifAt(BatchOp op, int[] values, int width, int value) {
    BatchState images = op.only(0);
    for (int i = 0; i < width; i++) {
      if (values[images.axis() * width + i] != value) {
        return op.mixed();
      }
    }
    return images;
  }

  private static BatchState oneHot(BatchOp op) {
    BatchState images = op.only(0);
    return inserted(images, op.axisAttribute(op.rank(0) + 1));
  }

  private static BatchState broadcastTo(BatchOp op) {
    BatchState images = op.images(0);
    return images.withAxis(images.axis() + op.outputShape().size() - op.rank(0));
  }

  /**
   * Moves blocks of an image into the batch, or back. The images stand between each other in the
   * meantime, which no layer minds.
   */
  private static BatchState spread(BatchOp op, boolean apart) {
    BatchState images = op.only(0);
    if (images.axis() != 0) {
      return op.mixed();
    }
    long blocks = Arrays.stream(op.ints(1)).asLongStream().reduce(1, Math::multiplyExact);
    long rows = apart ? images.rows() * blocks : images.rows() / blocks;
    return images.withRows(rows, rows == 1);
  }
}
