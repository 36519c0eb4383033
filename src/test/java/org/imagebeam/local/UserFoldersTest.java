package org.imagebeam.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserFoldersTest {
  @TempDir Path temp;
  private final String before = System.getProperty("java.io.tmpdir");

  @BeforeEach
  void useAnotherFolder() {
    System.setProperty("java.io.tmpdir", temp.toString());
  }

  @AfterEach
  void restore() {
    System.setProperty("java.io.tmpdir", before);
  }

  @Test
  void shouldTakeAHomeOnlyIfItIsThere() {
    assertEquals(Optional.of(temp), UserFolders.home(temp.toString(), null));
    assertEquals(Optional.of(temp), UserFolders.home("?", temp.toString()));
    assertEquals(Optional.of(temp), UserFolders.home(temp + "/none", temp.toString()));
    assertEquals(Optional.empty(), UserFolders.home("?", null));
    assertEquals(Optional.empty(), UserFolders.home("", ""));
    assertEquals(Optional.empty(), UserFolders.home("relative", temp + "/none"));
  }

  @Test
  void shouldMakeAFolderForThisUserAlone() throws Exception {
    Path own = UserFolders.temporary();
    UserFolders.requireOwnIfTemporary(temp.resolve("elsewhere"));
    assertEquals(temp, own.getParent());
    assertTrue(Files.notExists(own));
    UserFolders.requireOwnIfTemporary(own.resolve("cache"));
    assertEquals(PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(own));
    UserFolders.requireOwnIfTemporary(own);
  }

  @Test
  void shouldRefuseAFolderThatOthersCanWriteTo() throws Exception {
    Path own = Files.createDirectory(UserFolders.temporary());
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertRefused(own);
  }

  @Test
  void shouldRefuseALinkThatSomebodyLaid() throws Exception {
    Path own = UserFolders.temporary();
    Files.createSymbolicLink(own, Files.createDirectory(temp.resolve("theirs")));
    assertRefused(own);
  }

  private static void assertRefused(Path own) {
    IOException e = assertThrows(IOException.class, () -> UserFolders.requireOwnIfTemporary(own));
    assertEquals(own + " is not a folder of this user alone", e.getMessage());
  }
}
