package org.imagebeam.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class SharedTest {
  @Test
  void shouldFindWhatLiesBesideTheProject(@TempDir Path temp) throws IOException {
    Path file = temp.resolve("shared/assets/images/a.jpg");
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    assertEquals(file, Shared.require(temp.resolve("project"), "images/a.jpg"));
  }

  @Test
  void shouldSkipTheTestWithItsReason(@TempDir Path temp) {
    TestAbortedException e =
        assertThrows(
            TestAbortedException.class,
            () -> Shared.require(temp.resolve("project"), "images/missing.jpg"));
    assertTrue(
        e.getMessage().contains(temp.resolve("shared/assets/images/missing.jpg").toString()),
        e.getMessage());
  }
}
