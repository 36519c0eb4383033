package org.imagebeam.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Runs programs of src/test/python with TensorFlow for Python. */
public final class PythonTensorFlow {
  private static final int UNAVAILABLE = 69;

  private PythonTensorFlow() {}

  /** Runs one; the calling test is skipped, with the reason, where TensorFlow can't be had. */
  public static void run(String program, Path... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of("scripts", "tensorflow-python").toAbsolutePath().toString());
    command.add(Path.of("src", "test", "python", program).toAbsolutePath().toString());
    for (Path argument : arguments) {
      command.add(argument.toString());
    }
    run(program, new ProcessBuilder(command));
  }

  /**
   * Runs a shell's command in a folder, whose {@code python} has TensorFlow; the calling test is
   * skipped where TensorFlow can't be had.
   */
  public static void runCommand(String command, Path folder)
      throws IOException, InterruptedException {
    String python = Path.of("scripts", "tensorflow-python").toAbsolutePath().toString();
    String shell = "python() { '" + python + "' \"$@\"; }; " + command;
    run("python -c", new ProcessBuilder("bash", "-c", shell).directory(folder.toFile()));
  }

  private static void run(String program, ProcessBuilder builder)
      throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = process.waitFor();
    if (exitCode == UNAVAILABLE) {
      String reason = "TensorFlow for Python can't be installed here: " + output.strip();
      // JUnit tells no watcher of a whole class that is skipped.
      System.out.println("skipped: " + program + ": " + reason);
      Assumptions.abort(reason);
    }
    if (exitCode != 0) {
      throw new IOException(program + " ended with " + exitCode + ":\n" + output);
    }
  }
}
