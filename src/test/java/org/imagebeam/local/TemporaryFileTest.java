package org.imagebeam.local;

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

/** What another process that writes a file of the same name leaves, and what it removes. */
class TemporaryFileTest {
  private static final String NAME = "rows.csv";

  @TempDir Path temp;

  /** Makes a file of that name in a folder, and removes it. */
  static final class Make {
    private Make() {}

    public static void main(String... args) throws IOException {
      TemporaryFile.create(Path.of(args[0]), NAME).close();
      System.out.print("made");
    }
  }

  /** Makes one and ends as if killed. */
  static final class Killed {
    private Killed() {}

    public static void main(String... args) throws IOException {
      System.out.print(TemporaryFile.create(Path.of(args[0]), NAME).path());
      System.out.flush();
      Runtime.getRuntime().halt(1);
    }
  }

  private void makeAnotherElsewhere() throws IOException, InterruptedException {
    assertEquals("made", ChildJvm.run(Make.class, Map.of(), temp.toString()));
  }

  @Test
  void shouldKeepTheFilesOfAllThreadsFromOtherProcesses() throws Exception {
    TemporaryFile first = TemporaryFile.create(temp, NAME);
    TemporaryFile second = TemporaryFile.create(temp, NAME);
    makeAnotherElsewhere();
    assertTrue(Files.exists(first.path()), "the first is in use");
    assertTrue(Files.exists(second.path()), "the second is in use");
    first.close();
    second.close();
    assertEquals(List.of(), all());
  }

  @Test
  void shouldKeepACompleteFileUntilItHasItsPlace() throws Exception {
    TemporaryFile file = TemporaryFile.create(temp, NAME);
    file.finish();
    TemporaryFile.create(temp, NAME).close();
    makeAnotherElsewhere();
    assertTrue(Files.exists(file.path()));
    file.close();
  }

  @Test
  void shouldRemoveWhatAKilledProcessLeft() throws Exception {
    Path left = Path.of(ChildJvm.run(Killed.class, Map.of(), temp.toString()));
    assertTrue(Files.exists(left));
    TemporaryFile next = TemporaryFile.create(temp, NAME);
    assertFalse(Files.exists(left));
    next.close();
    assertEquals(List.of(), all());
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> paths = Files.list(temp)) {
      return paths.toList();
    }
  }
}
