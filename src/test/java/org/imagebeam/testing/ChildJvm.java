package org.imagebeam.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Runs a main class of the tests in a JVM of its own: to set its environment, or to kill it. */
public final class ChildJvm {
  private ChildJvm() {}

  /** Runs it with additions to the environment; returns its standard output, stripped. */
  public static String run(Class<?> main, Map<String, String> environment, String argument)
      throws IOException, InterruptedException {
    return run(environment, command(main, argument));
  }

  /** Runs it where no file can grow beyond a size, as if the disk were full then. */
  public static String runWithFilesUpTo(int bytes, Class<?> main, String argument)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    Collections.addAll(command, "sh", "-c", "ulimit -f " + bytes / 512 + "; exec \"$0\" \"$@\"");
    command.addAll(command(main, argument));
    return run(Map.of(), command);
  }

  /** Starts it, with its standard output to be read and its errors among ours. */
  public static Process start(Class<?> main, String... arguments) throws IOException {
    return new ProcessBuilder(command(main, arguments))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Starts it with flags for its JVM, all that it says in a file. */
  public static Process start(List<String> flags, Path log, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = command(main, arguments);
    command.addAll(1, flags);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Collections.addAll(command, "-cp", System.getProperty("java.class.path"), main.getName());
    Collections.addAll(command, arguments);
    return command;
  }

  private static String run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    process.waitFor();
    return output;
  }
}
