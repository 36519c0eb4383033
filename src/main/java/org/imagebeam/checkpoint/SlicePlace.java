package org.imagebeam.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.TensorSliceProto;

/**
 * Where a part of a partitioned tensor belongs.
 *
 * @param full the shape of the whole
 * @param start of the part, for each dimension
 * @param length of the part, for each dimension: its shape
 */
record SlicePlace(List<Long> full, List<Long> start, List<Long> length) {
  SlicePlace {
    full = List.copyOf(full);
    start = List.copyOf(start);
    length = List.copyOf(length);
  }

  /** Takes elements that lie side by side in the part and in the whole. */
  @FunctionalInterface
  interface Runs {
    void accept(int fromInPart, int toInWhole, int count);
  }

  /** The place that a slice names; nothing is said of whether there is such a place. */
  static SlicePlace of(List<Long> full, TensorSliceProto slice) {
    List<Long> start = new ArrayList<>();
    List<Long> length = new ArrayList<>();
    for (int i = 0; i < slice.getExtentCount(); i++) {
      TensorSliceProto.Extent extent = slice.getExtent(i);
      long whole = i < full.size() ? full.get(i) : 0;
      start.add(extent.getStart());
      length.add(extent.hasLength() ? extent.getLength() : whole);
    }
    return new SlicePlace(full, start, length);
  }

  /** Whether it lies inside of the whole. */
  boolean isInside() {
    boolean inside = start.size() == full.size();
    for (int i = 0; inside && i < full.size(); i++) {
      inside =
          start.get(i) >= 0
              && length.get(i) >= 0
              && start.get(i) <= full.get(i)
              && length.get(i) <= full.get(i) - start.get(i);
    }
    return inside;
  }

  /** Whether both have an element; they have the same whole. */
  boolean overlaps(SlicePlace other) {
    for (int i = 0; i < full.size(); i++) {
      long from = Math.max(start.get(i), other.start.get(i));
      long to = Math.min(start.get(i) + length.get(i), other.start.get(i) + other.length.get(i));
      if (from >= to) {
        return false;
      }
    }
    return true;
  }

  long elements() {
    return length.stream().reduce(1L, (a, b) -> a * b);
  }

  /** Names the whole part, run by run; at most as many elements as an array has. */
  void forEachRun(Runs runs) {
    int last = full.size() - 1;
    int run = last < 0 ? 1 : Math.toIntExact(length.get(last));
    int count = run == 0 ? 0 : Math.toIntExact(elements() / run);
    for (int row = 0; row < count; row++) {
      long rest = row;
      long place = last < 0 ? 0 : start.get(last);
      long step = last < 0 ? 1 : full.get(last);
      for (int i = last - 1; i >= 0; i--) {
        place += (start.get(i) + rest % length.get(i)) * step;
        rest /= length.get(i);
        step *= full.get(i);
      }
      runs.accept(row * run, Math.toIntExact(place), run);
    }
  }
}
