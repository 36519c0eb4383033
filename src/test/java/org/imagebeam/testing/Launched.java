package org.imagebeam.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A run of {@code scripts/imagebeam} with the jar that this build has made. */
public final class Launched {
  public static final Path PROJECT = Path.of("").toAbsolutePath();

  private final Process process;
  private final Path out;
  private final Path err;

  private Launched(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  public static Launched start(Path folder, Map<String, String> environment, String... args)
      throws IOException {
    return start(PROJECT.resolve("scripts/imagebeam"), folder, environment, args);
  }

  public static Launched start(
      Path script, Path folder, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    Path out = Files.createTempFile("launched", ".out");
    Path err = Files.createTempFile("launched", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    // As at a prompt: the build sets TensorFlow's variable for its own tests.
    builder.environment().remove("TF_CPP_MIN_LOG_LEVEL");
    builder.environment().put("IMAGEBEAM_JAR", PROJECT.resolve("target/imagebeam.jar").toString());
    builder.environment().putAll(environment);
    return new Launched(builder.start(), out, err);
  }

  /** Waits for the end. */
  public int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), "the process hangs");
    return process.exitValue();
  }

  /** MiB that it has had in memory at most, on Linux, from its start to its end. */
  public double peakMebibytes() throws IOException, InterruptedException {
    double peak = 0;
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    while (!process.waitFor(10, TimeUnit.MILLISECONDS)) {
      try (Stream<String> lines = Files.lines(status)) {
        peak =
            lines
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(peak);
      } catch (IOException | UncheckedIOException e) {
        // It has just ended: the loop will see it.
      }
    }
    return peak;
  }

  /**
   * Kills it when something holds, as {@code kill -9} does. The launcher has become Java by then,
   * so it is Java that dies.
   *
   * @param watch of what it writes, which tells when to look
   */
  public void killWhen(FolderWatch watch, Callable<Boolean> reached) throws Exception {
    watch.killWhen(process, reached);
  }

  public String out() throws IOException {
    return Files.readString(out, UTF_8);
  }

  public String err() throws IOException {
    return Files.readString(err, UTF_8);
  }
}
