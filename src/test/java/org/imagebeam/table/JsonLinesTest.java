package org.imagebeam.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
  @TempDir Path temp;

  @Test
  void shouldReadAnObjectALine() throws IOException {
    assertEquals(
        List.of("{\"a\":1}", "{\"a\":\"猫\\n\"}", "{}"),
        read("\ufeff{\"a\": 1}\r\n\n  \n{\"a\":\"猫\\n\"}\n{}"));
    assertEquals(List.of(), read(""));
  }

  @Test
  void shouldGoOnBehindALineThatIsNoObject() throws IOException {
    assertEquals(
        List.of("{\"a\":1}", "2 is no JSON", "3 is no JSON object", "4 is no JSON", "{\"b\":2}"),
        read("{\"a\":1}\n{\"a\n[1]\n{} {}\n{\"b\":2}\n"));
  }

  @Test
  void shouldGiveUpALineWithoutEnd() throws IOException {
    Path file = temp.resolve("x.jsonl");
    Files.writeString(file, "{}\n" + "x".repeat((1 << 24) + 1));
    try (JsonLines lines = JsonLines.read(file.toString())) {
      lines.next();
      DamagedTableException e = assertThrows(DamagedTableException.class, lines::hasNext);
      assertTrue(e.getMessage().contains("row 2, can't be read"), e.getMessage());
    }
  }

  private List<String> read(String text) throws IOException {
    Path file = temp.resolve("x.jsonl");
    Files.writeString(file, text);
    List<String> read = new ArrayList<>();
    try (JsonLines lines = JsonLines.read(file.toString())) {
      while (lines.hasNext()) {
        try {
          read.add(lines.next().toString());
        } catch (DamagedTableException e) {
          read.add(e.row() + " " + e.reason().replaceFirst(":.*", ""));
        }
      }
      assertFalse(lines.hasNext());
      assertThrows(NoSuchElementException.class, lines::next);
    }
    return read;
  }
}
