package org.imagebeam.checkpoint.bundle;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.proto.TensorSliceProto;

/**
 * Where a part of a partitioned tensor belongs.
 *
 * @param full the shape of the whole
 * @param start of the part, for each dimension
 * @param length of the part, for each dimension: its shape
 */
public record SlicePlace(List<Long> full, List<Long> start, List<Long> length) {
  private static final Splitter SPACE = Splitter.on(' ').omitEmptyStrings();
  private static final Splitter COLON = Splitter.on(':').omitEmptyStrings();

  public SlicePlace {
    full = List.copyOf(full);
    start = List.copyOf(start);
    length = List.copyOf(length);
  }

  /** Takes elements that lie side by side in one part and in another. */
  @FunctionalInterface
  interface Runs {
    void accept(int from, int to, int count);
  }

  /** The place of a tensor that isn't cut. */
  public static SlicePlace whole(List<Long> shape) {
    return new SlicePlace(shape, Collections.nCopies(shape.size(), 0L), shape);
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

  /**
   * The place that a saving or restoring node names in its input {@code shape_and_slices}: the
   * sizes of the whole, then for each dimension {@code start,length}, or {@code -} for all of it;
   * such as {@code "7 3 0,4:-"}.
   *
   * @throws IllegalArgumentException if the text is no such place
   */
  public static SlicePlace parse(String shapeAndSlice) {
    List<String> words = SPACE.splitToList(shapeAndSlice);
    try {
      List<Long> full = new ArrayList<>();
      for (String size : words.subList(0, words.size() - 1)) {
        full.add(Long.parseLong(size));
      }
      List<Long> start = new ArrayList<>();
      List<Long> length = new ArrayList<>();
      for (String extent : COLON.split(words.get(words.size() - 1))) {
        int comma = extent.indexOf(',');
        start.add(extent.equals("-") ? 0 : Long.parseLong(extent.substring(0, comma)));
        length.add(
            extent.equals("-")
                ? full.get(start.size() - 1)
                : Long.parseLong(extent.substring(comma + 1)));
      }
      SlicePlace place = new SlicePlace(full, start, length);
      if (place.isInside()) {
        return place;
      }
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + shapeAndSlice + "' names no slice", e);
    }
    throw new IllegalArgumentException("'" + shapeAndSlice + "' names no slice");
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

  /** The first place behind it, in a dimension. */
  long end(int dimension) {
    return start.get(dimension) + length.get(dimension);
  }

  /** What both have; of no elements if they have none in common. They have the same whole. */
  SlicePlace intersection(SlicePlace other) {
    List<Long> from = new ArrayList<>();
    List<Long> size = new ArrayList<>();
    for (int i = 0; i < full.size(); i++) {
      from.add(Math.max(start.get(i), other.start.get(i)));
      size.add(Math.max(0, Math.min(end(i), other.end(i)) - from.get(i)));
    }
    return new SlicePlace(full, from, size);
  }

  /** How many elements it has; those of a place inside of a whole are no more than that has. */
  long elements() {
    return length.contains(0L) ? 0 : length.stream().reduce(1L, (a, b) -> a * b);
  }

  /**
   * Names what this has in common with another place, run by run; neither has more elements than an
   * array can have.
   *
   * @param runs takes places among this one's elements, and among those of {@code other}
   */
  void forEachRun(SlicePlace other, Runs runs) {
    SlicePlace common = intersection(other);
    int last = full.size() - 1;
    long run = last < 0 ? 1 : common.length.get(last);
    long count = run == 0 ? 0 : common.elements() / run;
    for (long row = 0; row < count; row++) {
      runs.accept(
          Math.toIntExact(common.offsetIn(this, row)),
          Math.toIntExact(common.offsetIn(other, row)),
          Math.toIntExact(run));
    }
  }

  /** Where the start of one of this place's rows is among the elements of a place around it. */
  private long offsetIn(SlicePlace around, long row) {
    long rest = row;
    long offset = 0;
    long step = 1;
    for (int i = full.size() - 1; i >= 0; i--) {
      long within = 0;
      if (i < full.size() - 1) {
        within = rest % length.get(i);
        rest /= length.get(i);
      }
      offset += (start.get(i) + within - around.start.get(i)) * step;
      step *= around.length.get(i);
    }
    return offset;
  }

  /** Returns the name of the slice in nodes and messages: {@code 0,4:0,3}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < start.size(); i++) {
      text.append(i == 0 ? "" : ":").append(start.get(i)).append(',').append(length.get(i));
    }
    return text.toString();
  }
}
