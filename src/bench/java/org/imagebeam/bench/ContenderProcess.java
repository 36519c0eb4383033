package org.imagebeam.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A {@link Contender} that waits for its turns. For one thread. */
final class ContenderProcess implements AutoCloseable {
  /** To load, convert or compile a network, on a slow machine. */
  private static final long START_MINUTES = 10;

  private static final long TURN_MINUTES = 30;

  private final Process process;
  private final BufferedReader out;
  private final Path log;

  private ContenderProcess(Process process, Path log) {
    this.process = process;
    this.out = process.inputReader(StandardCharsets.UTF_8);
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
    Child.endWithUs(contender.process);
    try {
      // Libraries may greet on stdout.
      for (String line = ""; !line.equals(Contender.READY); ) {
        line = contender.read(START_MINUTES);
      }
      return contender;
    } catch (IOException | InterruptedException | RuntimeException e) {
      contender.close();
      throw e;
    }
  }

  private static Process run(List<String> command, Path log) throws SkippedException {
    try {
      return Child.builder(command).redirectError(log.toFile()).start();
    } catch (IOException e) {
      throw new SkippedException(e.getMessage());
    }
  }

  /**
   * Lets it do that many pictures, or a few more.
   *
   * @throws SkippedException if it ends instead
   */
  Sample turn(long pictures) throws IOException, InterruptedException {
    try {
      process.outputWriter(StandardCharsets.UTF_8).append(pictures + "\n").flush();
    } catch (IOException e) {
      throw new SkippedException(Child.lastWords(log));
    }
    Answer answer = Answer.parse(read(TURN_MINUTES));
    return Sample.of(
        1 / answer.seconds(), OptionalDouble.of(answer.cpu()), Vitals.peak(process.pid()));
  }

  private String read(long minutes) throws IOException, InterruptedException {
    CompletableFuture<String> line = CompletableFuture.supplyAsync(this::readLine);
    try {
      String text = line.get(minutes, TimeUnit.MINUTES);
      if (text.isEmpty()) {
        process.waitFor();
        throw new SkippedException(Child.lastWords(log));
      }
      return text.trim();
    } catch (TimeoutException e) {
      throw new SkippedException("nothing came from it for " + minutes + " minutes");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** With its end; empty at the end of the stream. */
  private String readLine() {
    try {
      String line = out.readLine();
      return line == null ? "" : line + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    out.close();
  }
}
