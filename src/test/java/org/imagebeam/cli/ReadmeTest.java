package org.imagebeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.classify.ClassifyOptions;
import org.junit.jupiter.api.Test;

/**
 * The README's tables are those of the code. {@code mvn test -Dtest=ReadmeTest -Dreadme.update}
 * writes them anew.
 */
class ReadmeTest {
  private static final Path README = Path.of("README.md");

  @Test
  void shouldHoldTheOptionsOfClassify() throws IOException {
    StringBuilder table = new StringBuilder("| option | default | |\n|---|---|---|\n");
    for (BeamOptions.Shown option : BeamOptions.shown(ClassifyOptions.class)) {
      String given = option.defaultValue().isEmpty() ? "" : "`" + option.defaultValue() + "`";
      table.append(
          String.format(
              "| `--%s` | %s | %s |%n",
              option.name(), option.required() ? "required" : given, option.description()));
    }
    assertHolds("classify options", table.toString());
  }

  @Test
  void shouldHoldTheExitCodes() throws IOException {
    StringBuilder table = new StringBuilder("| code | |\n|---|---|\n");
    for (ExitCode code : ExitCode.values()) {
      table.append(String.format("| %d | %s |%n", code.code(), code.meaning()));
    }
    assertHolds("exit codes", table.toString());
  }

  private static void assertHolds(String name, String table) throws IOException {
    String start = "<!-- " + name + " -->\n";
    String end = "<!-- end of " + name + " -->";
    String readme = Files.readString(README);
    int from = readme.indexOf(start);
    int to = readme.indexOf(end);
    assertTrue(from >= 0 && to > from, "the README has no place for " + name);
    if (System.getProperty("readme.update") != null) {
      Files.writeString(README, readme.substring(0, from) + start + table + readme.substring(to));
    } else {
      assertEquals(table, readme.substring(from + start.length(), to));
    }
  }
}
