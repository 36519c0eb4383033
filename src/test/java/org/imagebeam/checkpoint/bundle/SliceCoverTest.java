package org.imagebeam.checkpoint.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SliceCoverTest {
  private static SlicePlace place(String text) {
    return SlicePlace.parse(text);
  }

  @Test
  void shouldFindWhatIsMissingOrThereTwice() {
    SlicePlace whole = SlicePlace.whole(List.of(4L, 3L));
    assertEquals(
        Optional.empty(),
        SliceCover.fault(
            whole, List.of(place("4 3 0,2:-"), place("4 3 2,2:0,1"), place("4 3 2,2:1,2"))));
    assertEquals(
        Optional.of("no slice has the elements from [2, 1] on"),
        SliceCover.fault(whole, List.of(place("4 3 0,2:-"), place("4 3 2,2:0,1"))));
    assertEquals(
        Optional.of("slice 1,3:0,1 overlaps another"),
        SliceCover.fault(whole, List.of(place("4 3 0,2:-"), place("4 3 1,3:0,1"))));
    // What is asked for may be there though the rest isn't.
    assertEquals(
        Optional.empty(), SliceCover.fault(place("4 3 0,1:1,2"), List.of(place("4 3 0,2:-"))));
    assertEquals(Optional.empty(), SliceCover.fault(SlicePlace.whole(List.of(0L, 3L)), List.of()));
  }

  @Test
  void shouldBoundTheWorkByTheSlices() {
    // A hundred thousand rows: their pairs would be five thousand million.
    long rows = 100_000;
    List<SlicePlace> places = new ArrayList<>();
    for (long i = 0; i < rows; i++) {
      places.add(new SlicePlace(List.of(rows, 2L), List.of(i, 0L), List.of(1L, 2L)));
    }
    SlicePlace whole = SlicePlace.whole(List.of(rows, 2L));
    assertEquals(Optional.empty(), SliceCover.fault(whole, places));
    places.remove(70_000);
    assertEquals(
        Optional.of("no slice has the elements from [70000, 0] on"),
        SliceCover.fault(whole, places));
    List<SlicePlace> staircase = new ArrayList<>();
    for (long i = 0; i < 5000; i++) {
      staircase.add(new SlicePlace(List.of(5000L, 5000L), List.of(i, i), List.of(1L, 1L)));
    }
    assertTrue(
        SliceCover.fault(SlicePlace.whole(List.of(5000L, 5000L)), staircase)
            .orElseThrow()
            .contains("more slices than any partitioner makes"));
  }

  @Test
  void shouldCopyWhatTwoPlacesHaveInCommon() {
    List<Long> full = List.of(4L, 5L, 3L);
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      SlicePlace from = random(full, random);
      SlicePlace to = random(full, random);
      int[] expected = new int[(int) to.elements()];
      int[] copied = expected.clone();
      for (long a = 0; a < 4; a++) {
        for (long b = 0; b < 5; b++) {
          for (long c = 0; c < 3; c++) {
            if (place(from, a, b, c) >= 0 && place(to, a, b, c) >= 0) {
              expected[place(to, a, b, c)] = place(from, a, b, c) + 1;
            }
          }
        }
      }
      from.forEachRun(
          to,
          (at, target, count) -> {
            for (int i = 0; i < count; i++) {
              copied[target + i] = at + i + 1;
            }
          });
      assertArrayEquals(expected, copied, from + " to " + to);
    }
  }

  private static SlicePlace random(List<Long> full, Random random) {
    List<Long> start = new ArrayList<>();
    List<Long> length = new ArrayList<>();
    for (long size : full) {
      start.add((long) random.nextInt((int) size));
      length.add(1L + random.nextInt((int) (size - start.get(start.size() - 1))));
    }
    return new SlicePlace(full, start, length);
  }

  /** Where an element of the whole is in a place, or -1. */
  private static int place(SlicePlace place, long... at) {
    int offset = 0;
    for (int i = 0; i < at.length; i++) {
      long within = at[i] - place.start().get(i);
      if (within < 0 || within >= place.length().get(i)) {
        return -1;
      }
      offset = (int) (offset * place.length().get(i) + within);
    }
    return offset;
  }

  @Test
  void shouldReadWhatNodesSay() {
    assertEquals(
        new SlicePlace(List.of(7L, 3L), List.of(2L, 0L), List.of(4L, 3L)), place("7 3 2,4:-"));
    assertEquals("2,4:0,3", place("7 3 2,4:-").toString());
    for (String text :
        List.of("7", "7 3", "7 3 0,4", "7 3 0,4:0,4", "7 3 0:0", "7 x 0,4:-", "3 -1,2", "3 2,-1")) {
      assertThrows(IllegalArgumentException.class, () -> SlicePlace.parse(text), text);
    }
  }
}
