package org.imagebeam.classify.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A ledger whose tables are JSON lines. */
class LedgerJsonLinesTest extends LedgerFixture {
  @Test
  void shouldTakeRowsOfJsonLines() throws IOException {
    String result = line(1, "\"labels\":[]");
    String failure = line(3, "\"stage\":\"decode\",\"error\":\"ImageException\"");
    String passing = line(4, "\"stage\":\"read\",\"error\":\"IOException\"");
    write("results-1.jsonl", result);
    write("failures-1.jsonl", failure + passing);
    assertEquals(List.of("/p/0", "/p/2", "/p/4"), left(5));
    assertEquals(Optional.empty(), complaint("results-1.jsonl"));
    assertEquals(Optional.empty(), complaint("failures-1.jsonl"));
    write("results-2.csv", RESULTS + result(2));
    assertEquals(List.of("/p/0", "/p/4"), left(5), "of both formats");
  }

  @Test
  void shouldPassOverLinesThatAreNotWhole() throws IOException {
    String whole = line(1, "\"labels\":[]");
    for (String damaged :
        List.of(
            whole.substring(0, 20) + "\n",
            "[]\n",
            "{}\n",
            whole.replace("\"labels\":[]", "\"labels\":3"),
            whole.replace("m" + MODEL, "x"),
            whole.replace(SETTINGS, "1E+09"),
            whole.replace("\"size_bytes\":1", "\"size_bytes\":\"many\""))) {
      write("results-1.jsonl", damaged + line(0, "\"labels\":[]"));
      assertEquals(List.of("/p/1"), left(2), damaged);
      String said = complaint("results-1.jsonl").orElseThrow();
      assertTrue(said.startsWith("'" + folder + "/results-1.jsonl', row 1, "), said);
    }
  }
}
