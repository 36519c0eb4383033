package org.imagebeam.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScreenTest {
  private static final String LINE = System.lineSeparator();
  private static final String ERASE = "\033[K";

  /** The terminal, to which the process's own lines go, too. */
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private final PrintStream terminal = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final Screen screen = new Screen(terminal, 79);

  private String drawn() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void shouldTakeTheBarAwayForALine() throws InterruptedException {
    PrintStream guarded = screen.guard(terminal);
    screen.draw("[=> ]");
    guarded.println("WARN x");
    String line = "\r[=> ]" + ERASE + "\r\r" + ERASE + "WARN x" + LINE;
    assertEquals(line, drawn());
    screen.draw("[==>]");
    assertEquals(line, drawn(), "the line may still be on its way");
    while (drawn().equals(line)) {
      Thread.sleep(10);
      screen.draw("[==>]");
    }
    assertEquals(line + "\r[==>]" + ERASE + "\r", drawn());
  }

  @Test
  void shouldLeaveTheLastStateAsALine() {
    screen.draw("[=> ]");
    screen.finish("[===]");
    assertEquals("\r[=> ]" + ERASE + "\r\r[===]" + ERASE + LINE, drawn());
  }

  @Test
  void shouldDrawNoMoreOnceClosed() {
    screen.draw("[=> ]");
    screen.close();
    screen.close();
    screen.draw("[==>]");
    screen.finish("[===]");
    screen.guard(terminal).println("stopped");
    assertEquals("\r[=> ]" + ERASE + "\r" + LINE + "stopped" + LINE, drawn());
  }

  @Test
  void shouldLeaveLinesAsTheyAreWithoutABar() {
    screen.guard(terminal).println("a line");
    screen.say("another");
    assertEquals("a line" + LINE + "another" + LINE, drawn());
  }
}
