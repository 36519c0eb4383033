package org.imagebeam.graph.optimize.layer;

import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.Nodes;
import org.tensorflow.proto.NodeDef;

/**
 * Counts the rows and columns of zeros that the padding {@code SAME} adds around a convolution's
 * images.
 *
 * @param top rows above
 * @param bottom rows below
 * @param left columns
 * @param right columns
 */
public record SamePadding(int top, int bottom, int left, int right) {
  /**
   * Tells what {@code SAME} adds for a convolution, whatever padding it has; see TensorFlow's guide
   * to padding.
   *
   * @param convolution with its channels last
   * @param image the shape of its input, -1 for a size that isn't known: with a stride of 1, it
   *     needn't be
   * @param filter the shape of its weights
   * @return empty if that depends on a size that isn't known
   */
  public static Optional<SamePadding> of(NodeDef convolution, List<Long> image, List<Long> filter) {
    if (image.size() != 4 || filter.size() != 4) {
      return Optional.empty();
    }
    long rows = added(convolution, 1, image.get(1), filter.get(0));
    long columns = added(convolution, 2, image.get(2), filter.get(1));
    if (rows < 0 || columns < 0) {
      return Optional.empty();
    }
    int top = Math.toIntExact(rows / 2);
    int left = Math.toIntExact(columns / 2);
    return Optional.of(
        new SamePadding(top, Math.toIntExact(rows - top), left, Math.toIntExact(columns - left)));
  }

  /** What is added along a dimension; -1 if that isn't known. */
  private static long added(NodeDef convolution, int dimension, long size, long taps) {
    long stride = at(convolution, "strides", dimension);
    long width = (taps - 1) * at(convolution, "dilations", dimension) + 1;
    if (taps <= 0) {
      return -1;
    }
    if (size <= 0) {
      return stride == 1 ? width - 1 : -1;
    }
    return Math.max(0, ((size + stride - 1) / stride - 1) * stride + width - size);
  }

  private static long at(NodeDef node, String attribute, int dimension) {
    List<Long> values = Nodes.integers(node, attribute);
    return values.isEmpty() ? 1 : values.get(dimension);
  }
}
