package org.imagebeam.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A contender that is warm and has the same network in memory at each of its turns. */
final class ContenderEntry implements Entry {
  private final String name;
  private final String note;
  private final List<String> command;
  private final Path log;
  private final double turnSeconds;

  private @Nullable ContenderProcess process;
  private @Nullable Sample last;

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
    process.ask(1);
    while (!goOn(turnSeconds)) {
      // The turn that tells how many images fill one counts for nothing else.
    }
  }

  @Override
  public double memory() {
    return last == null ? 0 : last.peak().orElse(0);
  }

  @Override
  public double lasts() {
    return turnSeconds;
  }

  @Override
  public void begin() throws IOException {
    started().ask(Math.max(1, Math.round(end().rate() * turnSeconds)));
  }

  @Override
  public boolean goOn(double seconds) throws IOException, InterruptedException {
    Optional<Sample> sample = started().goOn(seconds);
    sample.ifPresent(value -> last = value);
    return sample.isPresent();
  }

  @Override
  public Sample end() {
    if (last == null) {
      throw new IllegalStateException(name + " has had no turn");
    }
    return last;
  }

  private ContenderProcess started() {
    if (process == null) {
      throw new IllegalStateException(name + " has not been started");
    }
    return process;
  }

  @Override
  public void close() throws IOException {
    if (process != null) {
      process.close();
      process = null;
    }
  }
}
