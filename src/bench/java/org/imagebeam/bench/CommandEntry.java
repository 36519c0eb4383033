package org.imagebeam.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;

/** A program that does its images from its start to its end, a process a round. */
final class CommandEntry extends WholeEntry {
  private final String name;
  private final String note;
  private final List<String> command;
  private final int count;
  private final Path log;

  /**
   * @param count images that the command does
   */
  CommandEntry(String name, String note, List<String> command, int count, Path log) {
    super(count);
    this.name = name;
    this.note = note;
    this.command = List.copyOf(command);
    this.count = count;
    this.log = log;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String note() {
    return note;
  }

  @Override
  WholeRun prepare() {
    return new WholeRun(command, log, () -> false, () -> false);
  }

  @Override
  Sample sample(WholeRun run) {
    // Without the processor time: that of processes which it starts would be missing.
    return Sample.of(count / run.seconds(), OptionalDouble.empty(), run.peak());
  }
}
