package org.imagebeam.checkpoint.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagebeam.testing.SettableClock;
import org.junit.jupiter.api.Test;

class CheckpointWindowTest {
  private final SettableClock clock = new SettableClock();

  private List<String> deleted(CheckpointWindow window, int saves, Duration between) {
    List<String> deleted = new ArrayList<>();
    for (int i = 1; i <= saves; i++) {
      clock.advance(between);
      window.add("m-" + i);
      window.next().ifPresent(deleted::add);
    }
    return deleted;
  }

  @Test
  void shouldKeepTheLastThree() {
    CheckpointWindow window = new CheckpointWindow(3, 10_000, clock);
    assertEquals(List.of("m-1", "m-2", "m-3", "m-4"), deleted(window, 7, Duration.ofMinutes(1)));
    assertEquals(List.of("m-5", "m-6", "m-7"), window.prefixes());
  }

  @Test
  void shouldKeepAllAndListNone() {
    CheckpointWindow window = new CheckpointWindow(0, 10_000, clock);
    assertEquals(List.of(), deleted(window, 7, Duration.ofMinutes(1)));
    assertEquals(List.of(), window.prefixes());
  }

  @Test
  void shouldKeepOneForGoodEveryTwoHours() {
    CheckpointWindow window = new CheckpointWindow(2, 2, clock);
    // Saved at 0:45, 1:30, 2:15 and so on; the first after 2:00 stays, and the first after 4:00.
    assertEquals(
        List.of("m-1", "m-2", "m-4", "m-5", "m-7", "m-8"),
        deleted(window, 11, Duration.ofMinutes(45)));
    assertEquals(List.of("m-10", "m-11"), window.prefixes());
  }

  @Test
  void shouldMoveTheSameCheckpointToTheEnd() {
    CheckpointWindow window = new CheckpointWindow(3, 10_000, clock);
    deleted(window, 3, Duration.ofMinutes(1));
    window.add("m-1");
    assertEquals(List.of("m-2", "m-3", "m-1"), window.prefixes());
    assertEquals(Optional.empty(), window.next());
  }

  @Test
  void shouldDeleteOneASaveOfMoreThanItKeeps() {
    CheckpointWindow window = new CheckpointWindow(2, 10_000, clock);
    window.set(
        List.of(
            new CheckpointWindow.Entry("a", 0),
            new CheckpointWindow.Entry("b", 0),
            new CheckpointWindow.Entry("c", 0)));
    assertEquals(List.of("a", "b"), deleted(window, 2, Duration.ofMinutes(1)));
    assertEquals(List.of("c", "m-1", "m-2"), window.prefixes());
  }

  @Test
  void shouldNotDeleteThoseOfTheFuture() {
    CheckpointWindow window = new CheckpointWindow(1, 2, clock);
    window.set(List.of(new CheckpointWindow.Entry("a", Double.POSITIVE_INFINITY)));
    assertEquals(List.of("m-1"), deleted(window, 2, Duration.ofMinutes(1)));
  }
}
