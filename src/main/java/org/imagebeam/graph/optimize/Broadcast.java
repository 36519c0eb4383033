package org.imagebeam.graph.optimize;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.FloatTensor;

/**
 * Element-wise arithmetic in float32 over two constants, the smaller repeated along the larger as
 * TensorFlow (and NumPy) broadcast.
 */
final class Broadcast {
  /** One element of each. */
  interface Arithmetic {
    float apply(float left, float right);
  }

  private Broadcast() {}

  /**
   * The result, or none if it would have another shape than one of the two has: constants that blow
   * each other up are no weights.
   */
  static Optional<FloatTensor> apply(FloatTensor left, FloatTensor right, Arithmetic op) {
    if (holds(left.shape(), right.shape())) {
      return Optional.of(along(left, right, op));
    }
    if (holds(right.shape(), left.shape())) {
      return Optional.of(along(right, left, (large, small) -> op.apply(small, large)));
    }
    return Optional.empty();
  }

  private static boolean holds(List<Long> large, List<Long> small) {
    int lead = large.size() - small.size();
    if (lead < 0) {
      return false;
    }
    for (int i = 0; i < small.size(); i++) {
      if (small.get(i) != 1 && !small.get(i).equals(large.get(lead + i))) {
        return false;
      }
    }
    return true;
  }

  private static FloatTensor along(FloatTensor large, FloatTensor small, Arithmetic op) {
    int rank = large.shape().size();
    int lead = rank - small.shape().size();
    int[] strides = new int[rank];
    int stride = 1;
    for (int i = rank - 1; i >= lead; i--) {
      int dim = Math.toIntExact(small.shape().get(i - lead));
      strides[i] = dim == 1 ? 0 : stride;
      stride *= dim;
    }
    float[] values = new float[large.size()];
    int[] at = new int[rank];
    int from = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = op.apply(large.get(i), small.get(from));
      for (int axis = rank - 1; axis >= 0; axis--) {
        from += strides[axis];
        if (++at[axis] < large.shape().get(axis)) {
          break;
        }
        from -= at[axis] * strides[axis];
        at[axis] = 0;
      }
    }
    return new FloatTensor(large.shape(), values);
  }
}
