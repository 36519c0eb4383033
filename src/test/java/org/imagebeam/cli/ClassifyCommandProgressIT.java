package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.Launched;
import org.imagebeam.testing.Typescript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bar that users see: by the launcher, past its filter of messages. */
@Timeout(300)
class ClassifyCommandProgressIT {
  private static final int COLUMNS = 30;

  @TempDir Path temp;

  @Test
  void shouldDrawABarThatFitsTheTerminal() throws Exception {
    Typescript.assumeThere();
    Path image = Files.write(temp.resolve("a.jpg"), Images.jpeg(64, 48, 1));
    Path pipe = temp.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    String command =
        "stty cols "
            + COLUMNS
            + "; '"
            + Launched.PROJECT.resolve("scripts/imagebeam")
            + "' classify '--input=@"
            + pipe
            + "' '--output="
            + temp.resolve("x.csv")
            + "'";
    Map<String, String> environment =
        Map.of("IMAGEBEAM_JAR", Launched.PROJECT.resolve("target/imagebeam.jar").toString());
    try (Typescript run = Typescript.start(command, environment)) {
      run.await("\rlisting: 0 images so far");
      Files.writeString(pipe, image + "\n");
      assertEquals(0, run.exitCode(), run.toString());
      List<String> bars =
          run.pieces().stream().filter(piece -> piece.startsWith("listing: ")).toList();
      assertEquals("listing: 1 images so far, ", bars.get(bars.size() - 1).substring(0, 26));
      bars.forEach(bar -> assertTrue(bar.length() < COLUMNS, bar));
      assertTrue(
          run.screen().stream().anyMatch(line -> line.startsWith("classified 1, failed 0")),
          run.toString());
    }
  }
}
