package org.imagebeam.table;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts the rows of a table that are passed over, and keeps the first. Not thread-safe. */
public final class DamagedRows {
  private @Nullable DamagedTableException first;
  private long count;

  /** Notes a row. */
  public void note(DamagedTableException e) {
    count++;
    if (first == null) {
      first = e;
    }
  }

  /** Returns what is wrong with the first row, and how many more there are; nothing if none is. */
  public Optional<String> complaint() {
    return first == null
        ? Optional.empty()
        : Optional.of(
            first.getMessage() + (count == 1 ? "" : " (and " + (count - 1) + " more rows)"));
  }
}
