package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.imagebeam.testing.Images;
import org.imagebeam.testing.InceptionV3;
import org.imagebeam.testing.Launched;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ClassifyCommandMemoryIT {
  private static final int LIMIT_MEBIBYTES = 1536;
  private static final int IMAGES = 24;

  @TempDir Path temp;

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldClassifyWithInceptionV3InLittleMemory() throws Exception {
    Path model = InceptionV3.writeModelFolder(temp.resolve("model"), 1);
    Path photos = Files.createDirectory(temp.resolve("photos"));
    for (int i = 0; i < IMAGES; i++) {
      Files.write(photos.resolve(i + ".jpg"), Images.jpeg(500, 375, i));
    }
    Launched run =
        Launched.start(
            temp,
            // Of which each is the launcher's to choose.
            Map.of("IMAGEBEAM_JAVA_OPTS", ""),
            "classify",
            "--model=" + model,
            "--input=photos",
            "--output=x.csv");
    double peak = run.peakMebibytes();
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(IMAGES + 1, Files.readAllLines(temp.resolve("x.csv")).size());
    assertTrue(peak > 500 && peak <= LIMIT_MEBIBYTES, "it took " + peak + " MiB");
  }
}
