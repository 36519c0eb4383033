package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.imagebeam.testing.Meanwhile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryFolderTest {
  private static final String MOUNTS =
      "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
          + "30 22 0:26 / /tmp rw,nosuid,nodev,noexec shared:5 - tmpfs tmpfs rw\n"
          + "31 30 0:27 / /tmp/run rw shared:6 - tmpfs tmpfs rw,noexec\n"
          + "32 22 0:28 / /my\\040disk rw,noexec - tmpfs tmpfs rw\n"
          + "33 22 0:29 / /twice rw,noexec - tmpfs tmpfs rw\n"
          + "34 33 0:30 / /twice rw - tmpfs tmpfs rw\n"
          + "a line that is none\n";

  @TempDir Path temp;

  @Test
  void shouldKnowTheDiskThatAFolderIsOn() {
    assertFalse(LibraryFolder.isNoexec(Path.of("/home/x"), MOUNTS));
    assertTrue(LibraryFolder.isNoexec(Path.of("/tmp"), MOUNTS));
    assertTrue(LibraryFolder.isNoexec(Path.of("/tmp/x/y"), MOUNTS));
    assertFalse(LibraryFolder.isNoexec(Path.of("/tmpfolder"), MOUNTS));
    // The last column is the file system's, and not what holds here.
    assertFalse(LibraryFolder.isNoexec(Path.of("/tmp/run/x"), MOUNTS));
    assertTrue(LibraryFolder.isNoexec(Path.of("/my disk/x"), MOUNTS));
    assertFalse(LibraryFolder.isNoexec(Path.of("/twice/x"), MOUNTS));
    assertFalse(LibraryFolder.isNoexec(Path.of("/x"), ""));
  }

  @Test
  void shouldSeeWhetherThereIsRoom() throws Exception {
    assertEquals(Optional.empty(), LibraryFolder.obstacle(temp.resolve("a/b"), 1000));
    Optional<String> obstacle = LibraryFolder.obstacle(temp.resolve("a/b"), 1L << 60);
    assertTrue(
        obstacle.orElseThrow().startsWith("needs 1,152,921,504,606,846,976 bytes, and "),
        obstacle.get());
    assertFalse(Files.exists(temp.resolve("a")));
  }

  @Test
  void shouldLookAgainWhereFoldersAboveAreRemovedMeanwhile() throws Exception {
    Path above = temp.resolve("a");
    int acts =
        Meanwhile.run(
            1_000,
            () -> Meanwhile.toggleFolder(above),
            () -> {
              assertEquals(Optional.empty(), LibraryFolder.obstacle(above.resolve("b"), 1000));
              return null;
            });
    assertTrue(acts > 0);
  }

  @Test
  void shouldSeeThatAFileIsInTheWay() throws Exception {
    Files.writeString(temp.resolve("a"), "x");
    assertEquals(
        Optional.of("can't be made, as " + temp.resolve("a") + " is no folder"),
        LibraryFolder.obstacle(temp.resolve("a/b"), 1000));
  }
}
