package org.imagebeam.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A contender that is warm and has the same network in memory at each of its turns. */
final class ContenderEntry implements Entry {
  private final String name;
  private final String note;
  private final List<String> command;
  private final Path log;
  private final double turnSeconds;

  private @Nullable ContenderProcess process;
  private OptionalDouble held = OptionalDouble.empty();
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
    Sample sample = awake().turn(1);
    held = sample.peak();
    pictures = Math.max(1, Math.round(sample.rate() * turnSeconds));
  }

  @Override
  public Sample turn() throws IOException, InterruptedException {
    if (pictures == 0) {
      throw new IllegalStateException(name + " has not been started");
    }
    Sample sample = awake().turn(pictures);
    held = sample.peak();
    return sample;
  }

  private ContenderProcess awake() throws IOException, InterruptedException {
    if (process == null) {
      process = ContenderProcess.start(command, log);
    }
    return process;
  }

  @Override
  public double held() {
    return process == null ? 0 : held.orElse(0);
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      process.close();
      process = null;
    }
  }
}
