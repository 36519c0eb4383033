package org.imagebeam.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.local.OutputException;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  @TempDir private Path temporary;
  private Path folder;
  private Path target;

  @BeforeEach
  void setUp() throws IOException {
    folder = temporary.toRealPath();
    target = folder.resolve("résults, [1].csv");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private List<String> names() throws IOException {
    return Storage.list(folder.toString());
  }

  @Test
  void shouldReplaceOnlyWhatIsExpected() throws IOException {
    String path = target.toString();
    AtomicFile.replace(path, bytes("1"), Optional.empty());
    assertThrows(
        OutputException.class, () -> AtomicFile.replace(path, bytes("2"), Optional.empty()));
    Optional<FileVersion> version = Storage.version(path);
    AtomicFile.write(path, bytes("other"));
    assertThrows(OutputException.class, () -> AtomicFile.replace(path, bytes("3"), version));
    assertEquals("other", Files.readString(target));
    AtomicFile.replace(path, bytes("4"), Storage.version(path));
    assertEquals("4", Files.readString(target));
    assertEquals(1, names().size());
  }

  @Test
  void shouldShowFileOnlyOnceCommitted() throws IOException {
    try (AtomicFile file = AtomicFile.create(target.toString())) {
      file.out().write(bytes("content"));
      file.out().flush();
      assertFalse(Files.exists(target));
      assertEquals(1, names().size());
      assertTrue(names().get(0).matches("\\.résults, \\[1].csv\\.[0-9a-f]{16}\\.tmp"));
      file.commit();
      assertEquals("content", Files.readString(target));
    }
    assertEquals(List.of("résults, [1].csv"), names());
  }

  @Test
  void shouldKeepOldFileWhenNotCommitted() throws IOException {
    Files.writeString(target, "old");
    AtomicFile file = AtomicFile.create(target.toString());
    file.out().write(new byte[1 << 20]);
    file.out().write(1);
    file.close();
    file.close();
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("résults, [1].csv"), names());
    assertThrows(IllegalStateException.class, file::commit);
    assertThrows(IOException.class, () -> file.out().write(1));
  }

  @Test
  void shouldReplaceOldFileAndKeepItsPermissions() throws IOException {
    Files.writeString(target, "old and longer");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-r--"));
    AtomicFile.write(target.toString(), bytes("new"));
    assertEquals("new", Files.readString(target));
    assertEquals("rw-rw-r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
  }

  @Test
  void shouldGiveNewFileThePermissionsOfAnyOther() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "");
    AtomicFile.write(target.toString(), bytes("new"));
    assertEquals(Files.getPosixFilePermissions(other), Files.getPosixFilePermissions(target));
  }

  @Test
  void shouldCommitAfterWriterAroundItWasClosed() throws IOException {
    try (AtomicFile file = AtomicFile.create(target.toString())) {
      try (Writer writer =
          new BufferedWriter(new OutputStreamWriter(file.out(), StandardCharsets.UTF_8))) {
        writer.write("line\n");
      }
      assertFalse(Files.exists(target));
      assertThrows(IOException.class, () -> file.out().write(1));
      file.commit();
      assertThrows(IllegalStateException.class, file::commit);
    }
    assertEquals("line\n", Files.readString(target));
  }

  @Test
  void shouldMakeFoldersAbove() throws IOException {
    Path deep = folder.resolve("a/b/c.csv");
    AtomicFile.write(deep.toString(), bytes("x"));
    assertEquals("x", Files.readString(deep));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a"));
    AtomicFile.write(folder + "/link/d.csv", bytes("y"));
    assertEquals("y", Files.readString(folder.resolve("a/d.csv")));
  }

  @Test
  void shouldWriteThroughLink() throws IOException {
    Path real = Files.writeString(folder.resolve("real.csv"), "old");
    Files.createSymbolicLink(target, real);
    AtomicFile.write(target.toString(), bytes("new"));
    assertTrue(Files.isSymbolicLink(target));
    assertEquals("new", Files.readString(real));
  }

  @Test
  void shouldWriteLongNames() throws IOException {
    Path longest = folder.resolve("猫".repeat(83) + ".x");
    AtomicFile.write(longest.toString(), bytes("x"));
    assertEquals("x", Files.readString(longest));
  }

  @Test
  void shouldNameWhatIsInTheWay() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertRefused(folder.toString(), "it is a folder; name a file in it");
    assertRefused(folder + "/new/", "it is a folder; name a file in it");
    assertRefused(file + "/x.csv", file + " is a file where a folder is needed; name another path");
    assertRefused(
        file + "/a/x.csv", file + " is a file where a folder is needed; name another path");
    assertRefused("/dev/null", "it is a device or a pipe; name a regular file");
    assertEquals(List.of("file"), names());
  }

  private static void assertRefused(String path, String reason) {
    OutputException e = assertThrows(OutputException.class, () -> AtomicFile.create(path));
    assertEquals("cannot write " + path + ": " + reason, e.getMessage());
  }

  @Test
  void shouldFailAtOnceWhereNoFileCanBe() {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc here");
    assertRefused("/proc/x.csv", "no file can be made in /proc: there is no such place");
  }

  @Test
  void shouldRefuseFoldersAndFilesThatAreReadOnly() throws IOException {
    Files.writeString(target, "old");
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r--r--r--"));
    assumeFalse(Files.isWritable(target), "this user (root?) may write everything");
    assertRefused(target.toString(), "the file is read-only; delete it or name another");
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    assertRefused(
        closed + "/x.csv", "no file can be made in " + closed + ": this user has no permission");
    assertRefused(
        closed + "/a/x.csv",
        "the folder " + closed + "/a can't be made: this user has no permission");
  }

  @Test
  void shouldNameFileThatCannotBeWrittenToItsEnd() throws IOException, InterruptedException {
    Files.writeString(target, "old");
    String message = ChildJvm.runWithFilesUpTo(1 << 20, TooMuch.class, target.toString());
    assertEquals("cannot write " + target + ": File too large", message);
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("résults, [1].csv"), names());
  }

  /** Writes more than it may, and prints what is said about that. */
  static final class TooMuch {
    public static void main(String[] arguments) throws IOException {
      try (AtomicFile file = AtomicFile.create(arguments[0])) {
        file.out().write(new byte[1 << 21]);
        file.commit();
      } catch (OutputException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void shouldRemoveWhatKilledProcessLeft() throws IOException, InterruptedException {
    ChildJvm.run(Killed.class, Map.of(), target.toString());
    assertEquals(1, names().size());
    Files.writeString(folder.resolve(".other.csv.0123456789abcdef.tmp"), "not ours");
    Files.writeString(folder.resolve(".résults, [1].csv.backup.tmp"), "not ours");
    try (AtomicFile live = AtomicFile.create(target.toString());
        AtomicFile file = AtomicFile.create(target.toString())) {
      live.out().write(bytes("slow"));
      file.out().write(bytes("quick"));
      file.commit();
      live.commit();
    }
    assertEquals("slow", Files.readString(target));
    assertEquals(
        List.of(
            ".other.csv.0123456789abcdef.tmp", ".résults, [1].csv.backup.tmp", "résults, [1].csv"),
        names());
  }

  /** Dies in the middle of writing a file. */
  static final class Killed {
    public static void main(String[] arguments) throws IOException {
      AtomicFile file = AtomicFile.create(arguments[0]);
      file.out().write(new byte[1 << 20]);
      Runtime.getRuntime().halt(137);
    }
  }
}
