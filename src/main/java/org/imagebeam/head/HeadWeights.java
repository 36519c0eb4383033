package org.imagebeam.head;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.imagebeam.checkpoint.bundle.CheckpointTensor;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.jspecify.annotations.Nullable;

/**
 * The new last layer's values. Holds the arrays that it is given and gives them out: nobody changes
 * them.
 */
public final class HeadWeights {
  /** The variable of the weights, as retrain.py names it. */
  public static final String WEIGHTS = "final_training_ops/weights/final_weights";

  /** The variable of the biases, as retrain.py names it. */
  public static final String BIASES = "final_training_ops/biases/final_biases";

  private static final float SPREAD = 0.001f;

  private final int features;
  private final int classes;
  private final float[] weights;
  private final float[] biases;

  /**
   * @param weights {@code [features, classes]} in row order
   * @param biases {@code [classes]}
   * @throws IllegalArgumentException if an array is of another length
   */
  HeadWeights(int features, int classes, float[] weights, float[] biases) {
    this.features = features;
    this.classes = classes;
    this.weights = requireNonNull(weights, "weights is null");
    this.biases = requireNonNull(biases, "biases is null");
    if (weights.length != Math.multiplyExact(features, classes) || biases.length != classes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d weights and %d biases don't make a layer of %d by %d",
              weights.length,
              biases.length,
              features,
              classes));
    }
  }

  /**
   * Returns what a training starts from, as in retrain.py: weights of a normal distribution of
   * width 0.001, drawn again beyond twice that; biases of 0.
   */
  public static HeadWeights initial(int features, int classes, long seed) {
    Random random = new Random(seed);
    float[] weights = new float[Math.multiplyExact(features, classes)];
    for (int i = 0; i < weights.length; i++) {
      double drawn = random.nextGaussian();
      while (Math.abs(drawn) > 2) {
        drawn = random.nextGaussian();
      }
      weights[i] = (float) (SPREAD * drawn);
    }
    return new HeadWeights(features, classes, weights, new float[classes]);
  }

  /**
   * Reads the layer from a checkpoint.
   *
   * @throws CheckpointException if it isn't there, is damaged, or has no such shapes
   * @throws IOException if the checkpoint can't be read
   */
  public static HeadWeights read(CheckpointReader checkpoint) throws IOException {
    CheckpointTensor weights = checkpoint.read(WEIGHTS);
    List<Long> shape = weights.info().shape();
    if (shape.size() != 2) {
      throw unfit(checkpoint, WEIGHTS + " has the shape " + shape, null);
    }
    try {
      return new HeadWeights(
          Math.toIntExact(shape.get(0)),
          Math.toIntExact(shape.get(1)),
          weights.floats(),
          checkpoint.read(BIASES).floats());
    } catch (IllegalArgumentException e) {
      throw unfit(checkpoint, e.getMessage(), e);
    }
  }

  private static CheckpointException unfit(
      CheckpointReader checkpoint, @Nullable String reason, @Nullable Exception cause) {
    return new CheckpointException(
        CheckpointException.Kind.MISMATCH,
        checkpoint.prefix() + " is a checkpoint of another network: " + reason,
        cause);
  }

  /** Returns what the layer takes: the length of a bottleneck. */
  public int features() {
    return features;
  }

  public int classes() {
    return classes;
  }

  /** Returns {@code [features, classes]} in row order. */
  public float[] weights() {
    return weights;
  }

  /** Returns {@code [classes]}. */
  public float[] biases() {
    return biases;
  }
}
