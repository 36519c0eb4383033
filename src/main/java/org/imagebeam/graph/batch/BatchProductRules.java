package org.imagebeam.graph.batch;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.batch.BatchState.Kind;

/** What products of matrices do to the images of a batch, see {@link BatchRules}. */
final class BatchProductRules {
  static final ImmutableMap<String, BatchRules.Rule> RULES =
      ImmutableMap.<String, BatchRules.Rule>builder()
          .put("MatMul", op -> product(op, op.flag("transpose_a"), op.flag("transpose_b")))
          .put("BatchMatMul", op -> product(op, op.flag("adj_x"), op.flag("adj_y")))
          .put("BatchMatMulV2", op -> product(op, op.flag("adj_x"), op.flag("adj_y")))
          .put("BatchMatMulV3", op -> product(op, op.flag("adj_x"), op.flag("adj_y")))
          .put("Conv2DBackpropInput", op -> BatchRules.layer(op, 2))
          .put("DepthwiseConv2dNativeBackpropInput", op -> BatchRules.layer(op, 2))
          .put("Conv3DBackpropInputV2", op -> BatchRules.layer(op, 2))
          .put("Einsum", BatchProductRules::einsum)
          .build();

  private BatchProductRules() {}

  private static BatchState product(BatchOp op, boolean leftTurned, boolean rightTurned) {
    int rank = Math.max(op.rank(0), op.rank(1));
    BatchState left = factor(op, 0, rank, leftTurned, true);
    BatchState right = factor(op, 1, rank, rightTurned, false);
    if (left.is(Kind.FIXED) || right.is(Kind.FIXED)) {
      return left.is(Kind.FIXED) ? right : left;
    }
    // Two that both hold images meet image by image only along the same outer dimension.
    return left.equals(right) && left.axis() < rank - 2 ? left : op.mixed();
  }

  /** Where the product has a factor's images: mixed, if it sums over them. */
  private static BatchState factor(BatchOp op, int input, int rank, boolean turned, boolean left) {
    if (op.input(input).is(Kind.FIXED)) {
      return BatchState.FIXED;
    }
    BatchState images = op.images(input);
    int axis = images.axis() + rank - op.rank(input);
    if (axis < rank - 2) {
      return images.withAxis(axis);
    }
    boolean isRow = (axis == rank - 2) != turned;
    // A left factor's rows and a right factor's columns are the product's.
    return isRow == left ? images.withAxis(left ? rank - 2 : rank - 1) : op.mixed();
  }

  private static BatchState einsum(BatchOp op) {
    List<String> sides =
        Splitter.on("->")
            .splitToList(op.attribute("equation").getS().toStringUtf8().replace(" ", ""));
    List<String> factors = Splitter.on(',').splitToList(sides.get(0));
    if (sides.size() != 2 || sides.get(0).contains(".")) {
      throw new GraphException("'" + op.node().getName() + "' doesn't name its dimensions");
    }
    BatchState met = BatchState.FIXED;
    for (int i = 0; i < factors.size(); i++) {
      if (op.input(i).is(Kind.FIXED)) {
        continue;
      }
      BatchState images = op.images(i);
      char label = factors.get(i).charAt(images.axis());
      int axis = sides.get(1).indexOf(label);
      BatchState placed = images.withAxis(axis);
      if (axis < 0 || (met.is(Kind.IMAGES) && !met.equals(placed))) {
        return op.mixed();
      }
      met = placed;
    }
    return met;
  }
}
