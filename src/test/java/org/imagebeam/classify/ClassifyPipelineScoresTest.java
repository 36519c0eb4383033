package org.imagebeam.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.imagebeam.local.InvalidValueException;
import org.junit.jupiter.api.Test;

/** The least score that a label must have to be written. */
class ClassifyPipelineScoresTest extends ClassifyOutputsFixture {
  @Test
  void shouldLeaveOutLabelsWhoseScoreIsTooLow() throws IOException {
    run("all.csv", "--topK=9");
    List<Map<String, String>> all = rows("all.csv");
    String least = all.get(3).get("score_2");
    run("x.csv", "--topK=3", "--minScore=" + least);
    List<Map<String, String>> rows = rows("x.csv");
    assertEquals(IMAGES, rows.size());
    for (int i = 0; i < IMAGES; i++) {
      for (int k = 1; k <= 3; k++) {
        String score = all.get(i).get("score_" + k);
        boolean high = Float.parseFloat(score) >= Float.parseFloat(least);
        assertEquals(high ? score : "", rows.get(i).get("score_" + k));
        assertEquals(high ? all.get(i).get("label_" + k) : "", rows.get(i).get("label_" + k));
      }
    }
    assertEquals(least, rows.get(3).get("score_2"), "the least itself is high enough");
    assertNotEquals(all.get(0).get("settings"), rows.get(0).get("settings"));
    ClassifySummary none = run("none.jsonl", "--minScore=1");
    assertEquals(IMAGES, none.classified());
    assertEquals(0, none.failedTotal());
    assertEquals(0, lines("none.jsonl").get(0).get("labels").size());
  }

  @Test
  void shouldRefuseALeastScoreThatNoProbabilityCanReach() {
    for (String least : List.of("50", "1.001")) {
      InvalidValueException e =
          assertThrows(InvalidValueException.class, () -> run("x.csv", "--minScore=" + least));
      assertEquals("minScore", e.setting().orElseThrow());
      assertTrue(e.getMessage().contains("from 0 to 1 (Softmax)"), e.getMessage());
    }
    assertEquals(List.of(), names());
  }

  @Test
  void shouldSkipImagesWithoutALabelToo() throws IOException {
    assertEquals(IMAGES, run("night/", "--minScore=1").classified());
    assertEquals(IMAGES, run("night/", "--minScore=1").skipped());
    assertEquals(IMAGES, run("night/").classified(), "with other settings");
  }
}
