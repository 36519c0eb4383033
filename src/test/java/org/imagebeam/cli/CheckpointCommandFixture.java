package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.local.ExitCode;
import org.imagebeam.testing.Args;
import org.imagebeam.testing.SavedModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two checkpoints in a folder, and what the command line prints. */
abstract class CheckpointCommandFixture extends CommandFixture {
  @TempDir Path folder;
  Path run;

  /** Two checkpoints by a Saver, of W [2, 2], b [2] and their averages. */
  @BeforeEach
  void train() throws IOException {
    run = folder.resolve("run");
    SavedModel.save(run, 100, 200);
  }

  String path(String name) {
    return run.resolve(name).toString();
  }

  JsonNode json(String... args) throws IOException {
    out.getBuffer().setLength(0);
    assertEquals(0, run(args), err.toString());
    return new ObjectMapper().readTree(out.toString());
  }

  /** Asserts as for other commands, of {@code imagebeam checkpoint}. */
  @Override
  void assertFails(ExitCode code, String message, String... args) {
    super.assertFails(code, message, Args.of(List.of("checkpoint"), args));
  }
}
