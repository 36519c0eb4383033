package org.imagebeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissingSettingsTest {
  private static final String RECOMMENDED =
      """
      # first
      -Xms64m
      -XX:MaxRAMPercentage=50
      -Dfile.encoding=UTF-8
      -XX:-UsePerfData

      # The collector. And so on
      -XX:+UseSerialGC
      -XX:NewRatio=1
      -XX:MaxNewSize=128m
      """;

  @Test
  void shouldNameWhatIsNotGiven() {
    assertEquals(
        List.of(
            "-Xms64m",
            "-XX:MaxRAMPercentage=50",
            "-Dfile.encoding=UTF-8",
            "-XX:-UsePerfData",
            "-XX:+UseSerialGC",
            "-XX:NewRatio=1",
            "-XX:MaxNewSize=128m"),
        missing());
    assertEquals(
        List.of("-XX:NewRatio=1", "-XX:MaxNewSize=128m"),
        missing(
            "-Xms1g",
            "-XX:MaxRAMPercentage=80",
            "-Dfile.encoding=UTF-8",
            "-XX:+UsePerfData",
            "-XX:+UseSerialGC"));
  }

  @Test
  void shouldNotAskForASerialCollectorBesideAnother() {
    assertEquals(
        List.of("-XX:MaxRAMPercentage=50", "-Dfile.encoding=UTF-8", "-XX:-UsePerfData"),
        missing("-Xms64m", "-XX:+UseG1GC"));
  }

  @Test
  void shouldNotSizeAHeapThatIsSized() {
    assertEquals(
        List.of("-Dfile.encoding=UTF-8", "-XX:-UsePerfData", "-XX:NewRatio=1"),
        missing("-Xms64m", "-Xmx4g", "-XX:+UseSerialGC"));
  }

  @Test
  void shouldReadTheFileThatTheLauncherReads() throws Exception {
    List<String> flags =
        Files.readAllLines(Path.of("src/dist/jvm.options"), StandardCharsets.UTF_8).stream()
            .filter(line -> line.startsWith("-"))
            .toList();
    assertEquals(flags, MissingSettings.flags(List.of()));
    assertEquals(List.of(), MissingSettings.flags(flags));
  }

  private static List<String> missing(String... arguments) {
    return MissingSettings.flags(RECOMMENDED, List.of(arguments));
  }
}
