package org.imagebeam.checkpoint.bundle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether slices make up a tensor, or a part of one. The slices' borders cut it into cells, of
 * which each has to be in one slice: so the work grows with the cells, and not with the pairs of
 * slices.
 */
final class SliceCover {
  /** Above those of any partitioner, which cuts along one dimension. */
  private static final long MAX_CELLS = 1 << 24;

  private final SlicePlace target;
  private final List<long[]> borders = new ArrayList<>();
  private final BitSet covered = new BitSet();

  private SliceCover(SlicePlace target, List<SlicePlace> places) {
    this.target = target;
    for (int i = 0; i < target.full().size(); i++) {
      TreeSet<Long> cuts = new TreeSet<>(List.of(target.start().get(i), target.end(i)));
      for (SlicePlace place : places) {
        cuts.add(place.start().get(i));
        cuts.add(place.end(i));
      }
      borders.add(
          cuts.subSet(target.start().get(i), true, target.end(i), true).stream()
              .mapToLong(Long::longValue)
              .toArray());
    }
  }

  /**
   * Finds what keeps slices from making up a place of a tensor.
   *
   * @return the fault in words; nothing if each element of the place is in one slice
   */
  static Optional<String> fault(SlicePlace target, List<SlicePlace> places) {
    for (SlicePlace place : places) {
      if (!place.isInside()) {
        return Optional.of("slice " + place + " lies outside of it");
      }
    }
    return target.elements() == 0 ? Optional.empty() : new SliceCover(target, places).fault(places);
  }

  private Optional<String> fault(List<SlicePlace> places) {
    long cells = 1;
    for (long[] cuts : borders) {
      cells *= cuts.length - 1;
      if (cells > MAX_CELLS) {
        return Optional.of("it is cut into more slices than any partitioner makes");
      }
    }
    for (SlicePlace place : places) {
      SlicePlace common = place.intersection(target);
      if (common.elements() > 0 && !cover(common)) {
        return Optional.of("slice " + place + " overlaps another");
      }
    }
    int missing = covered.nextClearBit(0);
    return missing < cells
        ? Optional.of("no slice has the elements from " + start(missing) + " on")
        : Optional.empty();
  }

  /** Takes the cells of a place; says whether all of them were free. */
  private boolean cover(SlicePlace place) {
    int dimensions = borders.size();
    int[] from = new int[dimensions];
    int[] to = new int[dimensions];
    for (int i = 0; i < dimensions; i++) {
      from[i] = Arrays.binarySearch(borders.get(i), place.start().get(i));
      to[i] = Arrays.binarySearch(borders.get(i), place.end(i));
    }
    int[] at = from.clone();
    while (true) {
      int cell = 0;
      for (int i = 0; i < dimensions; i++) {
        cell = cell * (borders.get(i).length - 1) + at[i];
      }
      if (covered.get(cell)) {
        return false;
      }
      covered.set(cell);
      int next = dimensions - 1;
      while (next >= 0 && ++at[next] == to[next]) {
        at[next] = from[next];
        next--;
      }
      if (next < 0) {
        return true;
      }
    }
  }

  /** The first element of a cell. */
  private List<Long> start(int cell) {
    List<Long> start = new ArrayList<>();
    int rest = cell;
    for (int i = borders.size() - 1; i >= 0; i--) {
      int count = borders.get(i).length - 1;
      start.add(0, borders.get(i)[rest % count]);
      rest /= count;
    }
    return start;
  }
}
