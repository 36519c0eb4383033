package org.imagebeam.graph;

import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.proto.TensorShapeProto;

/** Compares and prints shapes that may be known in part. */
public final class Shapes {
  private static final long CHANNELS = 3;

  private Shapes() {}

  /** Whether a tensor of shape {@code actual} may be where {@code declared} is promised. */
  public static boolean allow(TensorShapeProto declared, TensorShapeProto actual) {
    if (declared.getUnknownRank()) {
      return true;
    }
    boolean allowed = declared.getDimCount() == actual.getDimCount();
    for (int i = 0; allowed && i < declared.getDimCount(); i++) {
      long size = declared.getDim(i).getSize();
      allowed = size < 0 || size == actual.getDim(i).getSize();
    }
    return allowed;
  }

  /**
   * Whether images of such a shape have their three channels before height and width (NCHW).
   *
   * @param sizes of one image or a batch; those below 0 are unknown
   */
  public static boolean isChannelsFirst(List<Long> sizes) {
    int rank = sizes.size();
    return (rank == 3 || rank == 4)
        && sizes.get(rank - 3) == CHANNELS
        && sizes.get(rank - 1) != CHANNELS;
  }

  /** Prints sizes, of which those below 0 are unknown; no sizes are a shape of unknown rank. */
  public static String text(List<Long> sizes) {
    return sizes.isEmpty()
        ? "of unknown shape"
        : sizes.stream()
            .map(size -> size < 0 ? "?" : Long.toString(size))
            .collect(Collectors.joining(", ", "[", "]"));
  }

  /** {@code [784, 10]}, with {@code ?} for what is unknown. */
  public static String text(TensorShapeProto shape) {
    if (shape.getUnknownRank()) {
      return "?";
    }
    List<TensorShapeProto.Dim> dims = shape.getDimList();
    return dims.stream()
        .map(dim -> dim.getSize() < 0 ? "?" : Long.toString(dim.getSize()))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
