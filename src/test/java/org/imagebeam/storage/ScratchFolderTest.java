package org.imagebeam.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.testing.ChildProgram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {
  private static final String PROPERTY = "java.io.tmpdir";

  @TempDir Path temp;
  private final String before = System.getProperty(PROPERTY);

  @BeforeEach
  void useAnotherFolder() {
    System.setProperty(PROPERTY, temp.toString());
  }

  @AfterEach
  void restore() {
    System.setProperty(PROPERTY, before);
  }

  @Test
  void shouldLeaveNothing() throws IOException {
    ScratchFolder first = ScratchFolder.create();
    ScratchFolder second = ScratchFolder.create();
    Files.writeString(first.path().resolve("file"), "x");
    first.close();
    assertFalse(Files.exists(first.path()));
    assertTrue(Files.isDirectory(second.path()));
    second.close();
    assertEquals(List.of(), all());
  }

  /** Makes one with a file in it, says where, and ends as if killed. */
  static final class Killed {
    private Killed() {}

    public static void main(String[] args) throws IOException {
      ScratchFolder folder = ScratchFolder.create();
      Files.writeString(folder.path().resolve("file"), "x");
      System.out.println(folder.path());
      System.out.flush();
      Runtime.getRuntime().halt(1);
    }
  }

  @Test
  void shouldRemoveWhatAKilledProcessLeft() throws Exception {
    ScratchFolder used = ScratchFolder.create();
    ChildProgram killed = new ChildProgram(temp).flags("-D" + PROPERTY + "=" + temp);
    Path left = Path.of(killed.run(Killed.class).out().get(0));
    assertTrue(Files.exists(left.resolve("file")));
    ScratchFolder next = ScratchFolder.create();
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(used.path()), "in use");
    next.close();
    used.close();
    assertEquals(List.of(), all());
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> paths = Files.list(temp)) {
      return paths.toList();
    }
  }
}
