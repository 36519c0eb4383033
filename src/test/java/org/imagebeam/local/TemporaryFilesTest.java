package org.imagebeam.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.testing.ChildProgram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFilesTest {
  private static final Path USUAL = Path.of("/tmp");

  /** Not below /tmp, which some of these tests hide. */
  @TempDir(factory = OutsideOfTmp.class)
  Path temp;

  private Path home;

  /** Makes folders in the build's. */
  static final class OutsideOfTmp implements org.junit.jupiter.api.io.TempDirFactory {
    @Override
    public Path createTempDirectory(
        org.junit.jupiter.api.extension.AnnotatedElementContext element,
        org.junit.jupiter.api.extension.ExtensionContext context)
        throws java.io.IOException {
      Path build = Files.createDirectories(Path.of("target").toAbsolutePath());
      return Files.createTempDirectory(build, "temporary-files");
    }
  }

  @BeforeEach
  void makeHome() throws Exception {
    home = Files.createDirectory(temp.resolve("home"));
  }

  /** Says where temporary files go. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) {
      TemporaryFiles.choose();
      System.out.println(System.getProperty(TemporaryFiles.PROPERTY));
    }
  }

  private ChildProgram child() {
    return new ChildProgram(temp).flags("-XX:-UsePerfData", "-Duser.home=" + home);
  }

  @Test
  void shouldTakeTheFolderOfTheVariable() {
    assertEquals(Optional.of(temp), TemporaryFiles.choose(USUAL.toString(), temp.toString()));
    assertEquals(
        Optional.empty(), TemporaryFiles.choose(temp.resolve("by -D").toString(), temp.toString()));
    for (String none : List.of("relative", temp + "/none", "\0")) {
      assertEquals(Optional.empty(), TemporaryFiles.choose(USUAL.toString(), none));
    }
    assertEquals(Optional.empty(), TemporaryFiles.choose(USUAL.toString(), null));
  }

  @Test
  void shouldTakeTheCacheWhereNothingCanBeWritten() throws Exception {
    ChildProgram child = child().disk(USUAL, "size=1m,ro");
    assertEquals(
        List.of(home.resolve(".cache/imagebeam/.tmp").toString()), child.run(Probe.class).out());
  }

  @Test
  void shouldTakeTheVariableWhereTheUsualCannotBeWritten() throws Exception {
    ChildProgram child =
        child().disk(USUAL, "size=1m,ro").environment(Map.of("TMPDIR", temp.toString()));
    assertEquals(List.of(temp.toString()), child.run(Probe.class).out());
  }

  @Test
  void shouldKeepTheUsualWhereThereIsNoOther() throws Exception {
    ChildProgram child = child().flags("-Duser.home=?").disk(USUAL, "size=1m,ro");
    assertEquals(List.of(USUAL.toString()), child.run(Probe.class).out());
  }
}
