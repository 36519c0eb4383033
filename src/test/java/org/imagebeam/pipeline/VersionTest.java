package org.imagebeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionTest {
  @TempDir Path temp;

  @Test
  void shouldNameTheBuild() throws IOException {
    assertTrue(Version.build().matches("[0-9a-f]{16}"), Version.build());
    assertEquals(Version.build(), Version.build());
  }

  @Test
  void shouldTellBuildsApart() throws IOException {
    Path jar = Files.writeString(temp.resolve("a.jar"), "one");
    String build = Version.build(jar);
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000));
    String earlier = Version.build(jar);
    assertNotEquals(build, earlier);
    Files.writeString(jar, "three");
    Files.setLastModifiedTime(jar, FileTime.fromMillis(1_000));
    assertNotEquals(earlier, Version.build(jar));
    String folder = Version.build(temp);
    Files.writeString(temp.resolve("b.class"), "two");
    assertNotEquals(folder, Version.build(temp));
  }
}
