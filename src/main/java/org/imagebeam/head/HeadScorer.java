package org.imagebeam.head;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.imagebeam.bottleneck.BottleneckExamples;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.learn.Score;

/**
 * Scores the trained last layer on the test images, with the layers below it as they were: what
 * fine-tuning is measured against. It takes the bottlenecks that are there, so no image goes
 * through a network for it.
 */
public final class HeadScorer {
  private final HeadWeights head;

  HeadScorer(HeadWeights head) {
    this.head = requireNonNull(head, "head is null");
  }

  /**
   * Scores the best layer that a training has kept.
   *
   * @param folder of its checkpoints
   * @throws CheckpointException if there is none, or it is damaged
   * @throws IOException if it can't be read
   */
  public static HeadScorer of(String folder) throws IOException {
    return new HeadScorer(HeadTrainer.read(HeadTrainer.best(folder)));
  }

  /**
   * Asks the layer about the examples as they are, not their distorted copies.
   *
   * @throws IllegalArgumentException if the bottlenecks aren't as long as those that it learnt from
   */
  public Score score(BottleneckExamples examples) {
    if (examples.size() > 0 && examples.features() != head.features()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a layer that takes %d values can't take a bottleneck of %d",
              head.features(),
              examples.features()));
    }
    long correct = 0;
    double crossEntropy = 0;
    for (int i = 0; i < examples.size(); i++) {
      double[] logits = logits(examples.vector(i));
      int label = examples.label(i);
      correct += largest(logits) == label ? 1 : 0;
      crossEntropy += logSumExp(logits) - logits[label];
    }
    return new Score(examples.size(), correct, crossEntropy / examples.size());
  }

  private double[] logits(FloatBuffer bottleneck) {
    double[] logits = new double[head.classes()];
    for (int j = 0; j < logits.length; j++) {
      logits[j] = head.biases()[j];
    }
    for (int i = 0; i < head.features(); i++) {
      double value = bottleneck.get(i);
      for (int j = 0; j < logits.length; j++) {
        logits[j] += value * head.weights()[i * logits.length + j];
      }
    }
    return logits;
  }

  /** Returns the place of the largest; of equal ones, the first. */
  private static int largest(double[] logits) {
    int largest = 0;
    for (int j = 1; j < logits.length; j++) {
      largest = logits[j] > logits[largest] ? j : largest;
    }
    return largest;
  }

  /** Less the largest, no power overflows. */
  private static double logSumExp(double[] logits) {
    double largest = logits[largest(logits)];
    return largest + Math.log(Arrays.stream(logits).map(z -> Math.exp(z - largest)).sum());
  }
}
