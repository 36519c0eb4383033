package org.imagebeam.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A {@link Contender} that stands still between the slices of its turns. For one thread. */
final class ContenderProcess implements AutoCloseable {
  /** To load, convert or compile a network, on a slow machine. */
  private static final double START_SECONDS = 600;

  private static final double TURN_SECONDS = 1800;

  private final SlicedProcess process;
  private final BufferedReader out;
  private final Path log;

  /** The line that comes next. */
  private CompletableFuture<String> line = new CompletableFuture<>();

  private double before;

  private ContenderProcess(SlicedProcess process, Path log) {
    this.process = process;
    this.out = process.process().inputReader(StandardCharsets.UTF_8);
    this.log = log;
  }

  /**
   * Starts one and waits until it is warm.
   *
   * @param log gets its stderr
   * @throws SkippedException if there is no such program, or it ends instead, with the last thing
   *     that it said
   */
  static ContenderProcess start(List<String> command, Path log)
      throws IOException, InterruptedException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    ContenderProcess contender = new ContenderProcess(run(command, log), log);
    try {
      // Libraries may greet on stdout.
      for (String said = ""; !said.equals(Contender.READY); ) {
        contender.listen();
        said = contender.hear(START_SECONDS).orElseThrow(() -> silent(START_SECONDS));
      }
      contender.process.pause();
      return contender;
    } catch (IOException | InterruptedException | RuntimeException e) {
      contender.close();
      throw e;
    }
  }

  private static SlicedProcess run(List<String> command, Path log) throws SkippedException {
    try {
      return SlicedProcess.start(Child.builder(command).redirectError(log.toFile()));
    } catch (IOException e) {
      throw new SkippedException(e.getMessage());
    }
  }

  /**
   * Gives it a turn of that many images, or a few more, for which it needs its slices.
   *
   * @throws SkippedException if it has ended
   */
  void ask(long images) throws IOException {
    before = process.seconds();
    try {
      process.process().outputWriter(StandardCharsets.UTF_8).append(images + "\n").flush();
    } catch (IOException e) {
      throw new SkippedException(Child.lastWords(log));
    }
    listen();
  }

  /**
   * Lets it go on with its turn, for so many seconds at most.
   *
   * @return what it gave, if it is done
   * @throws SkippedException if it ends instead, or takes longer than any should
   */
  Optional<Sample> goOn(double seconds) throws IOException, InterruptedException {
    process.resume();
    Optional<String> said = hear(seconds);
    process.pause();
    double taken = process.seconds() - before;
    if (said.isEmpty()) {
      if (taken > TURN_SECONDS) {
        throw silent(TURN_SECONDS);
      }
      return Optional.empty();
    }
    Answer answer = Answer.parse(said.get());
    return Optional.of(
        Sample.of(
            answer.images() / taken,
            OptionalDouble.of(answer.cpu() / answer.images()),
            Vitals.peak(process.process().pid())));
  }

  private static SkippedException silent(double seconds) {
    return new SkippedException(
        "nothing came from it for " + Math.round(seconds / 60) + " minutes");
  }

  private void listen() {
    // Each on a thread of its own: many wait at a time.
    line =
        CompletableFuture.supplyAsync(
            this::readLine,
            task -> {
              Thread reader = new Thread(task, "contender's answer");
              reader.setDaemon(true);
              reader.start();
            });
  }

  private Optional<String> hear(double seconds) throws IOException, InterruptedException {
    try {
      String text = line.get(Math.round(seconds * 1e3), TimeUnit.MILLISECONDS);
      if (text.isEmpty()) {
        process.process().waitFor();
        throw new SkippedException(Child.lastWords(log));
      }
      return Optional.of(text.trim());
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** With its end; empty at the end of the stream. */
  private String readLine() {
    try {
      String text = out.readLine();
      return text == null ? "" : text + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
    out.close();
  }
}
