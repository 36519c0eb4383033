package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.imagebeam.testing.Launched;
import org.imagebeam.testing.Typescript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandIT {
  @TempDir Path temp;

  /** The launcher says whether there is a terminal, and how wide it is. */
  @Test
  void shouldGoThroughThePagerOnATerminalOnly() throws Exception {
    Typescript.assumeThere();
    Path table =
        Files.writeString(
            temp.resolve("x.jsonl"),
            "{\"image\":\"/p/an-image-whose-name-has-many-letters.png\",\"labels\":[]}\n");
    String show = "'" + Launched.PROJECT.resolve("scripts/imagebeam") + "' show '" + table + "'";
    Map<String, String> environment =
        Map.of(
            "IMAGEBEAM_JAR",
            Launched.PROJECT.resolve("target/imagebeam.jar").toString(),
            "PAGER",
            "sed s/^/paged:/",
            "TERM",
            "xterm");
    try (Typescript run = Typescript.start("stty cols 60; " + show, environment)) {
      assertEquals(0, run.exitCode(), run.toString());
      assertTrue(run.toString().contains("paged:IMAGE"), run.toString());
      assertTrue(run.toString().contains("paged:p/an-image-wh...ny-letters.png "), run.toString());
    }
    try (Typescript run = Typescript.start(show + " | cat", environment)) {
      assertEquals(0, run.exitCode(), run.toString());
      assertTrue(
          run.toString().contains("p/an-image-whose-name-has-many-letters.png "), run.toString());
    }
  }
}
