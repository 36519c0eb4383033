package org.imagebeam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A process from its start to its end, in slices of time. For one thread. */
final class WholeRun implements AutoCloseable {
  private static final long LOOK_MILLIS = 20;

  private final List<String> command;
  private final Path log;
  private final BooleanSupplier hasRows;
  private final BooleanSupplier hasAll;

  private @Nullable SlicedProcess process;
  private OptionalDouble cpu = OptionalDouble.empty();
  private OptionalDouble peak = OptionalDouble.empty();
  private OptionalDouble first = OptionalDouble.empty();
  private OptionalLong done = OptionalLong.empty();

  /**
   * @param log gets what it says
   * @param hasRows whether there are first results
   * @param hasAll whether its work is done, though it may not have ended
   */
  WholeRun(List<String> command, Path log, BooleanSupplier hasRows, BooleanSupplier hasAll) {
    this.command = List.copyOf(command);
    this.log = log;
    this.hasRows = hasRows;
    this.hasAll = hasAll;
  }

  /**
   * Starts it, or lets it go on.
   *
   * @param seconds after which it is stopped
   * @return whether it has ended before
   * @throws SkippedException if it has failed
   */
  boolean goOn(double seconds) throws IOException, InterruptedException {
    SlicedProcess running = running();
    long until = System.nanoTime() + Math.round(seconds * 1e9);
    while (!running.process().waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      look(running);
      if (System.nanoTime() >= until) {
        running.pause();
        return false;
      }
    }
    running.pause();
    if (running.process().exitValue() != 0) {
      throw new SkippedException(Child.lastWords(log));
    }
    return true;
  }

  private SlicedProcess running() throws IOException, InterruptedException {
    if (process == null) {
      Files.createDirectories(log.toAbsolutePath().getParent());
      process =
          SlicedProcess.start(
              Child.builder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
    } else {
      process.resume();
    }
    return process;
  }

  private void look(SlicedProcess running) {
    OptionalDouble now = Vitals.peak(running.process().pid());
    peak = now.isPresent() ? now : peak;
    Duration used = running.process().info().totalCpuDuration().orElse(Duration.ZERO);
    cpu = used.isZero() ? cpu : OptionalDouble.of(used.toNanos() / 1e9);
    if (first.isEmpty() && hasRows.getAsBoolean()) {
      first = OptionalDouble.of(running.seconds());
    }
    if (done.isEmpty() && hasAll.getAsBoolean()) {
      done = OptionalLong.of(System.nanoTime());
    }
  }

  /** Seconds that it took, without those in which it was stopped. */
  double seconds() {
    return process == null ? 0 : process.seconds();
  }

  /**
   * How many of the last seconds before its work was done it was running.
   *
   * @param last by the clock, with those in which it was stopped
   */
  double secondsOf(double last) {
    if (process == null) {
      return 0;
    }
    long latest = done.orElseGet(System::nanoTime);
    return process.seconds(latest - Math.round(last * 1e9), latest);
  }

  /** Seconds of processor time, up to the last look at it. */
  OptionalDouble cpu() {
    return cpu;
  }

  /** MiB in memory at most. */
  OptionalDouble peak() {
    return peak;
  }

  /** Seconds until there were results, without those in which it was stopped. */
  OptionalDouble first() {
    return first;
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
  }
}
