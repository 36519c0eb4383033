package org.imagebeam.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A contender that is warm and has the same network in memory in each round. */
final class ContenderEntry implements Entry {
  private final String name;
  private final String note;
  private final List<String> command;
  private final Path log;
  private final double turnSeconds;

  private @Nullable ContenderProcess process;
  private long pictures;

  /**
   * @param turnSeconds how long a turn should take
   */
  ContenderEntry(String name, String note, List<String> command, Path log, double turnSeconds) {
    this.name = name;
    this.note = note;
    this.command = List.copyOf(command);
    this.log = log;
    this.turnSeconds = turnSeconds;
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
  public void start() throws IOException, InterruptedException {
    process = ContenderProcess.start(command, log);
    double rate = process.turn(1).rate();
    pictures = Math.max(1, Math.round(rate * turnSeconds));
  }

  @Override
  public Sample turn() throws IOException, InterruptedException {
    if (process == null) {
      throw new IllegalStateException(name + " has not been started");
    }
    return process.turn(pictures);
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      process.close();
    }
  }
}
