package org.imagebeam.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LockedFileTest {
  @TempDir Path temp;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = temp.resolve("file");
  }

  private Optional<LockedFile> takeOver() throws IOException {
    return LockedFile.takeOver(file, "name", StandardOpenOption.WRITE);
  }

  @Test
  void shouldBeTakenOverOnceItIsClosed() throws IOException {
    try (LockedFile created = LockedFile.create(file, "name").orElseThrow()) {
      assertTrue(created.channel().isOpen());
      assertEquals(Optional.empty(), takeOver());
    }
    try (LockedFile taken = takeOver().orElseThrow()) {
      assertTrue(taken.channel().isOpen());
    }
    assertTrue(Files.exists(file));
  }

  @Test
  void shouldNotBeTakenByAnotherNameWhileThisProcessHasIt() throws IOException {
    try (LockedFile created = LockedFile.create(file, "name").orElseThrow()) {
      assertEquals(Optional.empty(), LockedFile.takeOver(file, "other", StandardOpenOption.WRITE));
      assertTrue(created.channel().isOpen());
    }
  }

  @Test
  void shouldRefuseWhatIsThereOrIsNot() throws IOException {
    assertThrows(NoSuchFileException.class, this::takeOver);
    Files.createFile(file);
    assertThrows(FileAlreadyExistsException.class, () -> LockedFile.create(file, "name"));
    takeOver().orElseThrow().close();
  }

  @Test
  void shouldBeFreeWhenItsProcessIsKilled() throws Exception {
    Process holder = ChildJvm.start(Holder.class, file.toString());
    try (BufferedReader lines = holder.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("locked", lines.readLine());
      assertEquals(Optional.empty(), takeOver());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    takeOver().orElseThrow().close();
  }

  /** Holds the file until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String... args) throws IOException {
      LockedFile held = LockedFile.create(Path.of(args[0]), "name").orElseThrow();
      System.out.println(held.channel().isOpen() ? "locked" : "closed");
      System.in.read();
    }
  }
}
