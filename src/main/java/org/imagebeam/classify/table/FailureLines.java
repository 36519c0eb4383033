package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Consumer;

/** Tells each failure in a line of text. */
public final class FailureLines implements TableTarget {
  private final Consumer<String> lines;

  /**
   * Makes one.
   *
   * @param lines takes each line
   */
  public FailureLines(Consumer<String> lines) {
    this.lines = requireNonNull(lines, "lines is null");
  }

  @Override
  public void write(List<String> cells) {
    String line =
        "failed ("
            + cells.get(FailuresCsv.STAGE_COLUMN)
            + "): "
            + cells.get(0)
            + ": "
            + cells.get(FailuresCsv.MESSAGE_COLUMN);
    lines.accept(line.replaceAll("\\p{Cntrl}+", " "));
  }

  @Override
  public void commit() {}

  @Override
  public void close() {}
}
