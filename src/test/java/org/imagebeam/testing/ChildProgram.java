package org.imagebeam.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/**
 * A main class in a JVM of its own, with flags, in a folder, and, where the machine allows it, with
 * small or locked disks of its own.
 */
public final class ChildProgram {
  /** The Java from which on it warns of Unsafe and of native libraries that no flag allows. */
  private static final int WARNS = 24;

  private final List<String> command = new ArrayList<>();
  private final List<String> mounts = new ArrayList<>();
  private final List<String> limits = new ArrayList<>();
  private final List<String> flags = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Path folder;

  /**
   * @param folder that it runs in; what it says is put beside it
   */
  public ChildProgram(Path folder) {
    this.folder = folder;
  }

  /** What it said, line by line, and its exit code. */
  public record Result(int code, List<String> out, List<String> err) {}

  /** Adds flags for its JVM. */
  public ChildProgram flags(String... more) {
    Collections.addAll(flags, more);
    return this;
  }

  /** Sets variables of its environment; an empty value removes one. */
  public ChildProgram environment(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  /**
   * Gives it a disk of its own at a folder that is there, which nobody else sees.
   *
   * @param options as in {@code size=1m,noexec}
   */
  public ChildProgram disk(Path at, String options) {
    mounts.add("mount -t tmpfs -o " + options + " tmpfs '" + at + "'");
    return this;
  }

  /** Lets it open this many files at once. */
  public ChildProgram openFiles(int most) {
    limits.add("ulimit -n " + most);
    return this;
  }

  /** Runs it; skips the calling test, with the reason, where no disk can be made. */
  public Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    if (!mounts.isEmpty()) {
      Collections.addAll(command, "unshare", "-rm", "sh", "-c");
      requireMounts();
    } else if (!limits.isEmpty()) {
      Collections.addAll(command, "sh", "-c");
    }
    if (!command.isEmpty()) {
      List<String> statements = new ArrayList<>(mounts);
      statements.addAll(limits);
      command.add(String.join(" && ", statements) + " && exec \"$0\" \"$@\"");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= WARNS) {
      Collections.addAll(
          command, "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(flags);
    Collections.addAll(command, "-cp", classPath(), main.getName());
    Collections.addAll(command, arguments);
    return run(command);
  }

  /** Absolute, since it runs elsewhere. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private void requireMounts() throws IOException, InterruptedException {
    List<String> trial = new ArrayList<>(command);
    trial.add(String.join(" && ", mounts));
    try {
      Result result = run(trial);
      Assumptions.assumeTrue(
          result.code() == 0, "needs a mount, which isn't allowed here: " + result.err());
    } catch (IOException e) {
      Assumptions.abort("needs unshare: " + e.getMessage());
    }
  }

  private Result run(List<String> words) throws IOException, InterruptedException {
    Path out = Files.createTempFile("child", ".out");
    Path err = Files.createTempFile("child", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("HOME");
    builder.environment().remove("XDG_CACHE_HOME");
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    builder.environment().putAll(environment);
    builder.environment().values().removeIf(String::isEmpty);
    Process process = builder.start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("the process hangs");
    }
    Result result = new Result(process.exitValue(), lines(out), lines(err));
    Files.delete(out);
    Files.delete(err);
    return result;
  }

  private static List<String> lines(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
        .lines()
        // Java 25 says so by itself where there is no heap for its logger.
        .filter(line -> !line.startsWith("Runtime.exit("))
        .toList();
  }
}
