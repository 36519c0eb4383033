package org.imagebeam.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process from its start to its end.
 *
 * @param seconds it took
 * @param cpu seconds of processor time, up to the last look at it
 * @param peak MiB in memory at most
 * @param first seconds until the first file lay in the watched folder
 */
record WholeRun(double seconds, OptionalDouble cpu, OptionalDouble peak, OptionalDouble first) {
  private static final long LOOK_MILLIS = 10;

  /**
   * Runs a command to its end.
   *
   * @param results where rows are committed: {@code parts} of a hidden folder below it
   * @param log gets what it says
   * @throws SkippedException if it fails
   */
  static WholeRun of(List<String> command, Path results, Path log)
      throws IOException, InterruptedException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    long start = System.nanoTime();
    Process process =
        Child.builder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Child.endWithUs(process);
    OptionalDouble cpu = OptionalDouble.empty();
    OptionalDouble peak = OptionalDouble.empty();
    OptionalDouble first = OptionalDouble.empty();
    try {
      while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        OptionalDouble now = Vitals.peak(process.pid());
        peak = now.isPresent() ? now : peak;
        Duration used = process.info().totalCpuDuration().orElse(Duration.ZERO);
        cpu = used.isZero() ? cpu : OptionalDouble.of(used.toNanos() / 1e9);
        if (first.isEmpty() && hasRows(results)) {
          first = OptionalDouble.of((System.nanoTime() - start) / 1e9);
        }
      }
    } finally {
      process.destroyForcibly();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (process.exitValue() != 0) {
      throw new SkippedException(Child.lastWords(log));
    }
    return new WholeRun(seconds, cpu, peak, first);
  }

  private static boolean hasRows(Path results) {
    try (Stream<Path> work = Files.list(results)) {
      return work.map(folder -> folder.resolve("parts"))
          .filter(Files::isDirectory)
          .anyMatch(WholeRun::hasResults);
    } catch (IOException | UncheckedIOException e) {
      // The folder is not there yet, or no longer.
      return false;
    }
  }

  private static boolean hasResults(Path parts) {
    try (Stream<Path> files = Files.list(parts)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("results-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
