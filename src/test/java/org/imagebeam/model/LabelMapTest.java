package org.imagebeam.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelMapTest {
  @ParameterizedTest
  @CsvSource({
    "1000, 1001, put a line for it first",
    "1001, 1000, 'take out its line, the first'",
    "1000, 1008, in an order of its own",
    "1001, 1008, imagenet_synset_to_human_label_map.txt"
  })
  void shouldExplainTheNumbersOfImageNet(int labels, int classes, String said) {
    String why = LabelMap.explain(labels, classes).orElseThrow();
    assertTrue(why.contains(said), why);
  }

  @Test
  void shouldNotExplainOtherNumbers() {
    for (int[] numbers : new int[][] {{5, 6}, {6, 5}, {999, 1000}, {1001, 1001}, {5, 1008}}) {
      assertEquals(Optional.empty(), LabelMap.explain(numbers[0], numbers[1]));
    }
  }
}
