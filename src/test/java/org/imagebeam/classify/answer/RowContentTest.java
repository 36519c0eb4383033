package org.imagebeam.classify.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.classify.table.Embedding;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.Heads;
import org.junit.jupiter.api.Test;

class RowContentTest {
  private static final List<TopK.Node> BEST = List.of(new TopK.Node(1, 0.75f));

  private static List<float[]> parts(float[] values, int... lengths) {
    FloatBuffer rest = FloatBuffer.wrap(values);
    List<float[]> parts = new ArrayList<>();
    for (int length : lengths) {
      float[] part = new float[length];
      rest.get(part);
      parts.add(part);
    }
    return parts;
  }

  @Test
  void shouldTakeApartWhatTwoNodesGave() {
    RowContent both = new RowContent(Outputs.BOTH, new TopK(1), "pool", false);
    float[] values = {0.25f, 0.75f, 3, -4, 0};
    assertEquals(new ImageAnswer(BEST, Embedding.of(3, -4, 0)), both.apply(parts(values, 2, 3)));
    RowContent normalized = new RowContent(Outputs.BOTH, new TopK(1), "pool", true);
    assertEquals(
        new ImageAnswer(BEST, Embedding.of(0.6f, -0.8f, 0)), normalized.apply(parts(values, 2, 3)));
    assertEquals(List.of("pool"), both.otherNodes());
    assertEquals("softmax", both.firstNode("softmax"));
    assertNotEquals(both.id(), normalized.id());
  }

  @Test
  void shouldTakeTheScoresThemselvesForTheEmbedding() {
    RowContent both = new RowContent(Outputs.BOTH, new TopK(1), "softmax", false);
    assertEquals(
        new ImageAnswer(BEST, Embedding.of(0.25f, 0.75f)),
        both.apply(parts(new float[] {0.25f, 0.75f, 0.25f, 0.75f}, 2, 2)));
  }

  @Test
  void shouldTakeTheBestOfEachHead() {
    RowContent heads =
        new RowContent(Outputs.BOTH, new TopK(1), "pool", false)
            .withHeads(Heads.of(Map.of("colour", "c", "age", "a")));
    assertEquals(List.of("a", "c", "pool"), heads.otherNodes());
    float[] values = {0.25f, 0.75f, 0.9f, 0.1f, 0, 0.2f, 0.8f, 7};
    assertEquals(
        new ImageAnswer(
            BEST,
            List.of(List.of(new TopK.Node(0, 0.9f)), List.of(new TopK.Node(2, 0.8f))),
            Embedding.of(7)),
        heads.apply(parts(values, 2, 2, 3, 1)));
    assertEquals(Optional.empty(), heads.remarkOn(parts(values, 2, 2, 3, 1)));
    values[2] = 12;
    String logits = "they seem to be logits, and are written as they are";
    String age = "the scores of the head 'age' are no probabilities (one is 12.00): " + logits;
    assertEquals(Optional.of(age), heads.remarkOn(parts(values, 2, 2, 3, 1)));
    values[0] = -1.5f;
    assertEquals(
        Optional.of(
            "the scores of the first output are no probabilities (one is -1.500): "
                + logits
                + "; "
                + age),
        heads.remarkOn(parts(values, 2, 2, 3, 1)));
    assertEquals(
        List.of(),
        new RowContent(Outputs.EMBEDDING, new TopK(1), "pool", false)
            .withHeads(Heads.of(Map.of("colour", "c")))
            .otherNodes());
  }

  @Test
  void shouldFetchTheEmbeddingAlone() {
    RowContent embedding = new RowContent(Outputs.EMBEDDING, new TopK(1), "pool", false);
    assertEquals("pool", embedding.firstNode("softmax"));
    assertEquals(List.of(), embedding.otherNodes());
    assertEquals(
        new ImageAnswer(List.of(), Embedding.of(5, 6)), embedding.apply(new float[] {5, 6}));
    assertEquals(
        Optional.empty(), embedding.remarkOn(new float[] {5}), "an embedding has no range");
  }

  @Test
  void shouldRemarkOnTheScoresAndNotOnTheEmbedding() {
    RowContent both = new RowContent(Outputs.BOTH, new TopK(1), "pool", false);
    assertEquals(Optional.empty(), both.remarkOn(parts(new float[] {0, 1, 9}, 2, 1)));
    assertTrue(both.remarkOn(parts(new float[] {0, 3, 0}, 2, 1)).isPresent());
  }

  @Test
  void shouldFailImagesWhoseEmbeddingIsNoNumber() {
    RowContent both = new RowContent(Outputs.BOTH, new TopK(1), "pool", true);
    assertThrows(
        IllegalArgumentException.class, () -> both.apply(parts(new float[] {1, Float.NaN}, 1, 1)));
  }

  @Test
  void shouldNeedANodeForAnEmbeddingAndNoneElse() {
    for (Outputs outputs : Outputs.values()) {
      String wrong = outputs == Outputs.LABELS ? "pool" : " ";
      assertThrows(
          InvalidValueException.class, () -> new RowContent(outputs, new TopK(1), wrong, false));
    }
  }
}
