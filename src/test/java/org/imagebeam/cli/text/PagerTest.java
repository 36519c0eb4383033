package org.imagebeam.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "pagers are started by sh")
class PagerTest {
  @TempDir private Path temp;
  private final StringWriter text = new StringWriter();
  private final PrintWriter plain = new PrintWriter(text, true);

  @Test
  void shouldGiveTheTextToThePager() throws IOException {
    Path seen = temp.resolve("seen");
    try (Pager pager = Pager.start(plain, Map.of("PAGER", "tee '" + seen + "' >/dev/null"))) {
      pager.out().println("a 猫");
    }
    assertEquals("a 猫\n", Files.readString(seen));
    assertEquals("", text.toString());
  }

  @Test
  void shouldTellLessNotToPageWhatFits() throws IOException {
    Path seen = temp.resolve("seen");
    String command = "printf %s \"$LESS\" >'" + seen + "'; cat >/dev/null";
    try (Pager pager = Pager.start(plain, Map.of("PAGER", command))) {
      pager.out().println("text");
    }
    String own = System.getenv("LESS");
    assertEquals(own == null ? "FRX" : own, Files.readString(seen));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "cat", "no-such-pager-at-all --flag"})
  void shouldPrintPlainlyWithoutAPager(String command) {
    try (Pager pager = Pager.start(plain, Map.of("PAGER", command))) {
      pager.out().print("text");
    }
    assertEquals("text", text.toString());
  }

  @Test
  void shouldSayWhenTheReaderHasEnough() {
    try (Pager pager = Pager.start(plain, Map.of("PAGER", "true"))) {
      long lines = 0;
      while (!pager.out().checkError() && lines < 1_000_000) {
        pager.out().println("line " + lines++);
      }
      assertTrue(lines < 1_000_000);
    }
  }

  @Test
  void shouldStartNoneWithoutATerminal() {
    try (Pager pager = Pager.open(plain)) {
      pager.out().print("text");
    }
    assertEquals("text", text.toString());
    assertEquals(0, Pager.terminalColumns());
  }
}
