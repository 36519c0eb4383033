package org.imagebeam.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.primitives.Floats;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.bottleneck.BottleneckExamples;
import org.imagebeam.bottleneck.BottleneckIndex;
import org.imagebeam.bottleneck.CacheFixture;
import org.imagebeam.bottleneck.VectorStore;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.learn.Score;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.FloatList;

class HeadScorerTest {
  /** Two values to three classes. */
  private static final HeadWeights HEAD =
      new HeadWeights(2, 3, new float[] {1, 0, -1, 0, 2, 0}, new float[] {0, 0, 0.5f});

  private static BottleneckExamples examples(List<Integer> numbers, float[]... bottlenecks) {
    BottleneckIndex slots =
        new BottleneckIndex(
            CacheFixture.images(bottlenecks.length), CacheFixture.settings("model", 0));
    VectorStore vectors = new VectorStore(bottlenecks.length, bottlenecks[0].length);
    for (int i = 0; i < bottlenecks.length; i++) {
      vectors.set(i, FloatList.newBuilder().addAllValue(Floats.asList(bottlenecks[i])).build());
    }
    return new BottleneckExamples(slots, vectors, numbers);
  }

  @Test
  void shouldScoreByTheBottlenecks() {
    // Logits 3, 0, -2.5 of class 0, and 1, 4, -0.5 of class 1; the last, of class 1: 2, 0, -1.5.
    Score score =
        new HeadScorer(HEAD)
            .score(
                examples(
                    List.of(0, 1, 3),
                    new float[] {3, 0},
                    new float[] {1, 2},
                    new float[] {9, 9},
                    new float[] {2, 0}));
    assertEquals(3, score.images());
    assertEquals(2, score.correct());
    double first = Math.log(Math.exp(3) + 1 + Math.exp(-2.5)) - 3;
    double second = Math.log(Math.exp(1) + Math.exp(4) + Math.exp(-0.5)) - 4;
    double last = Math.log(Math.exp(2) + 1 + Math.exp(-1.5));
    assertEquals((first + second + last) / 3, score.crossEntropy(), 1e-12);
  }

  @Test
  void shouldStayFiniteWhereAPowerIsNot() {
    Score score = new HeadScorer(HEAD).score(examples(List.of(0), new float[] {-2000, 0}));
    // Logits -2000, 0, 2000.5.
    assertEquals(4000.5, score.crossEntropy(), 1e-9);
    assertEquals(0, score.correct());
  }

  @Test
  void shouldHaveNoScoreOfNothing() {
    Score none = new HeadScorer(HEAD).score(examples(List.of(), new float[] {1}));
    assertEquals(0, none.images());
    assertTrue(Double.isNaN(none.accuracy()) && Double.isNaN(none.crossEntropy()));
  }

  @Test
  void shouldRefuseBottlenecksOfAnotherLength() {
    BottleneckExamples others = examples(List.of(0), new float[] {1, 2, 3});
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new HeadScorer(HEAD).score(others));
    assertEquals("a layer that takes 2 values can't take a bottleneck of 3", e.getMessage());
  }

  @Test
  void shouldSayWhereNoLayerIsKept(@TempDir Path temp) {
    CheckpointException e =
        assertThrows(
            CheckpointException.class, () -> HeadScorer.of(temp.resolve("checkpoints").toString()));
    assertTrue(e.getMessage().contains(temp + "/checkpoints/head-best"), e.getMessage());
  }
}
