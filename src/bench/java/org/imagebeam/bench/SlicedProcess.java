package org.imagebeam.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that runs in slices of time: between them it is stopped, with all that it has started,
 * so that others have the processors. For one thread.
 */
final class SlicedProcess implements AutoCloseable {
  private final Process process;
  private final List<Slice> slices = new ArrayList<>();
  private long since;
  private boolean running = true;

  /** Both by {@link System#nanoTime}. */
  private record Slice(long from, long to) {
    double seconds(long earliest, long latest) {
      return Math.max(0, Math.min(to, latest) - Math.max(from, earliest)) / 1e9;
    }
  }

  private SlicedProcess(Process process, long since) {
    this.process = process;
    this.since = since;
  }

  /** Starts a process, and with it its first slice. It ends with this one. */
  static SlicedProcess start(ProcessBuilder builder) throws IOException {
    long start = System.nanoTime();
    Process process = builder.start();
    Child.endWithUs(process);
    return new SlicedProcess(process, start);
  }

  Process process() {
    return process;
  }

  /** Lets it go on; without effect while it does. */
  void resume() throws IOException, InterruptedException {
    if (!running) {
      signal("CONT");
      since = System.nanoTime();
      running = true;
    }
  }

  /** Stops it until it may go on; without effect while it is stopped. */
  void pause() throws IOException, InterruptedException {
    if (running) {
      signal("STOP");
      slices.add(new Slice(since, System.nanoTime()));
      running = false;
    }
  }

  /** Seconds that it has run so far. */
  double seconds() {
    return seconds(Long.MIN_VALUE, System.nanoTime());
  }

  /** How many of the seconds between two {@linkplain System#nanoTime times} it has run. */
  double seconds(long earliest, long latest) {
    Stream<Slice> all =
        running
            ? Stream.concat(slices.stream(), Stream.of(new Slice(since, System.nanoTime())))
            : slices.stream();
    return all.mapToDouble(slice -> slice.seconds(earliest, latest)).sum();
  }

  private void signal(String name) throws IOException, InterruptedException {
    // By the shell, which has a kill of its own where there is no such program.
    List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -s \"$@\"", "kill", name));
    Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(handle -> Long.toString(handle.pid()))
        .forEach(command::add);
    // That one of them has ended meanwhile is no error.
    Child.builder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Ends it, and all that it has started. */
  @Override
  public void close() {
    Child.kill(process);
  }
}
