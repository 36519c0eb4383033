package org.imagebeam.classify.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopKTest {
  @Test
  void shouldTakeTheHighestScoresInOrder() {
    assertEquals(
        List.of(new TopK.Node(3, 0.5f), new TopK.Node(0, 0.3f)),
        new TopK(2).apply(new float[] {0.3f, 0.1f, 0.1f, 0.5f}));
  }

  @Test
  void shouldPutTheLowerNodeIdFirstAmongEqualScores() {
    assertEquals(
        List.of(new TopK.Node(1, 0.4f), new TopK.Node(0, 0.2f), new TopK.Node(2, 0.2f)),
        new TopK(3).apply(new float[] {0.2f, 0.4f, 0.2f, 0.2f}));
  }

  @Test
  void shouldTakeAllWhereThereAreFewer() {
    assertEquals(List.of(new TopK.Node(0, 1f)), new TopK(5).apply(new float[] {1f}));
  }

  @Test
  void shouldAgreeWithSortingEverything() {
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      float[] scores = new float[1008];
      for (int i = 0; i < scores.length; i++) {
        // Coarse, so that there are many ties.
        scores[i] = random.nextInt(20) / 20f;
      }
      List<Integer> expected =
          IntStream.range(0, scores.length)
              .boxed()
              .sorted(
                  (a, b) ->
                      scores[a] == scores[b]
                          ? Integer.compare(a, b)
                          : Float.compare(scores[b], scores[a]))
              .limit(10)
              .toList();
      assertEquals(expected, new TopK(10).apply(scores).stream().map(TopK.Node::nodeId).toList());
    }
  }

  @Test
  void shouldRefuseScoresThatAreNoNumbers() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new TopK(1).apply(new float[] {1f, Float.NaN}));
    assertEquals(
        "the score of node id 1 is not a number: the network can't answer this image",
        e.getMessage());
    float[] infinite = {Float.POSITIVE_INFINITY, 1};
    e = assertThrows(IllegalArgumentException.class, () -> new TopK(1).apply(infinite));
    assertEquals(
        "the score of node id 0 is infinite: the network can't answer this image", e.getMessage());
    // The logarithm of a probability of 0.
    float[] logarithms = {Float.NEGATIVE_INFINITY, -1};
    assertEquals(
        List.of(new TopK.Node(1, -1), new TopK.Node(0, Float.NEGATIVE_INFINITY)),
        new TopK(2).apply(logarithms));
  }

  @Test
  void shouldTakeWhatIsHighEnough() {
    float[] scores = {0.7f, 0.2f, 0.9f, 0.69999f};
    assertEquals(
        List.of(new TopK.Node(2, 0.9f), new TopK.Node(0, 0.7f)), new TopK(5, 0.7f).apply(scores));
    assertEquals(List.of(new TopK.Node(2, 0.9f)), new TopK(1, 0.5f).apply(scores));
    assertEquals(List.of(), new TopK(5, 0.95f).apply(scores));
    assertEquals(
        List.of(new TopK.Node(1, 0)), new TopK(5, 0).apply(new float[] {-1, 0, -0.1f}), "logits");
    assertThrows(
        IllegalArgumentException.class, () -> new TopK(5, 2).apply(new float[] {0, Float.NaN}));
  }

  @Test
  void shouldRefuseAMinimumThatIsNoNumber() {
    assertThrows(IllegalArgumentException.class, () -> new TopK(1, Float.NaN));
    assertNotEquals(new TopK(1).id(), new TopK(1, 0.5f).id());
  }

  @Test
  void shouldRefuseToTakeNone() {
    assertThrows(IllegalArgumentException.class, () -> new TopK(0));
  }

  @Test
  void shouldHaveAnIdThatTellsNumbersApart() {
    assertEquals(new TopK(5).id(), new TopK(5).id());
    assertEquals("TopK[k=3, minScore=-Infinity]", new TopK(3).id());
  }

  @Test
  void shouldSayThatScoresAreNoProbabilities() {
    assertEquals(Optional.empty(), new TopK(2).remarkOn(new float[] {0, 0.25f, 1}));
    assertEquals(
        Optional.of(
            "the scores are no probabilities (one is -2.300): they seem to be logits, and are"
                + " written as they are"),
        new TopK(2).remarkOn(new float[] {0.5f, -2.3f}));
    assertTrue(new TopK(2).remarkOn(new float[] {7}).isPresent());
    assertEquals(Optional.empty(), new TopK(2, 1).remarkOn(new float[] {0, 1}));
    assertEquals(
        "the scores seem to be probabilities, from 0 to 1, and none can be 50.0, the least that is"
            + " asked for: images have no labels; state a share of 1, such as 0.5",
        new TopK(2, 50).remarkOn(new float[] {0, 1}).orElseThrow());
    assertTrue(new TopK(2, 2).remarkOn(new float[] {7}).orElseThrow().contains("logits"));
  }
}
