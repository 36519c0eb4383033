package org.imagebeam.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnPipelineTest {
  @TempDir Path temp;

  @Test
  void shouldCountTheBestLabelsAndListTheFailures() throws IOException {
    Path images = Path.of("testdata/images").toAbsolutePath();
    OwnPipeline.main(
        new String[] {"--input=" + images + "/**", "--output=" + temp, "--model=embedded"});
    assertEquals(
        List.of("Egyptian cat: 2", "espresso: 1", "tripod: 1"),
        Files.readAllLines(temp.resolve("counts.txt")).stream().sorted().toList());
    assertEquals(
        List.of(
            images
                + "/broken.jpg: the JPEG file can't be decoded, it is damaged or truncated:"
                + " jpeg::Uncompress failed. Invalid JPEG data or crop window."),
        Files.readAllLines(temp.resolve("failures.txt")));
  }
}
