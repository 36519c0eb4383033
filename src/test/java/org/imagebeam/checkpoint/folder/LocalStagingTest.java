package org.imagebeam.checkpoint.folder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Savers of several threads and processes in one folder. */
class LocalStagingTest {
  private static final String STATE = "checkpoint";

  @TempDir Path folder;

  private static void clear(Path folder) throws IOException {
    new InterruptedSaves(folder.toString(), STATE, false).clear();
  }

  private LocalStaging create() throws IOException {
    return LocalStaging.create(folder.toString(), "model", STATE);
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.toList();
    }
  }

  /** Clears what others left in a folder. */
  static final class Clear {
    private Clear() {}

    public static void main(String... args) throws IOException {
      clear(Path.of(args[0]));
      System.out.print("cleared");
    }
  }

  /** Makes new ones and removes them, many times. */
  static final class Make {
    private Make() {}

    public static void main(String... args) throws IOException {
      for (int i = 0; i < 300; i++) {
        clear(Path.of(args[0]));
        try (LocalStaging staging = LocalStaging.create(args[0], "model", STATE)) {
          if (!Files.exists(Path.of(staging.folder(), "lock"))) {
            throw new IllegalStateException("another has removed what is held");
          }
        }
      }
      System.out.print("made");
    }
  }

  @Test
  void shouldKeepTheFoldersOfAllThreadsFromOtherProcesses() throws Exception {
    try (LocalStaging staging = create()) {
      clear(folder);
      assertEquals("cleared", ChildJvm.run(Clear.class, Map.of(), folder.toString()));
      assertTrue(Files.exists(Path.of(staging.folder())));
    }
    assertEquals(List.of(), all());
  }

  @Test
  void shouldMakeOneThoughOthersClearTheFolder() throws Exception {
    Process[] processes = new Process[3];
    for (int i = 0; i < processes.length; i++) {
      processes[i] = ChildJvm.start(Make.class, folder.toString());
    }
    for (Process process : processes) {
      assertEquals("made", new String(process.getInputStream().readAllBytes(), UTF_8));
    }
    assertEquals(List.of(), all());
  }

  @Test
  void shouldClearWhatIsHeldByNobody() throws Exception {
    Path left = Files.createDirectory(folder.resolve(".checkpoint-0123456789abcdef.saving"));
    clear(folder);
    assertFalse(Files.exists(left));
  }
}
