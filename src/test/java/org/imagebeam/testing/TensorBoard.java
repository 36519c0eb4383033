package org.imagebeam.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** TensorBoard's own reader of logs, which the scripts install and run. */
public final class TensorBoard {
  private static final int NO_PYTHON = 2;
  private static final int NOT_INSTALLED = 3;

  private TensorBoard() {}

  /**
   * The scalars of a log folder, as {@code tag step seconds value}, by tag. Aborts the test, with
   * the reason, where there is no Python or no TensorBoard to be had.
   */
  public static List<String> scalars(Path folder) throws IOException, InterruptedException {
    return read("tensorboard-scalars", folder);
  }

  /** The names of the nodes of a log folder's graph, likewise. */
  public static List<String> nodes(Path folder) throws IOException, InterruptedException {
    return read("tensorboard-nodes", folder);
  }

  private static List<String> read(String name, Path folder)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile("tensorboard", ".err");
    try {
      Process script =
          new ProcessBuilder(
                  Path.of("scripts", name).toAbsolutePath().toString(), folder.toString())
              .redirectError(said.toFile())
              .start();
      String lines = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = script.waitFor();
      if (exitCode == NO_PYTHON || exitCode == NOT_INSTALLED) {
        Assumptions.abort("skipped: " + Files.readString(said).strip());
      }
      assertEquals(0, exitCode, Files.readString(said));
      return lines.lines().toList();
    } finally {
      Files.delete(said);
    }
  }
}
