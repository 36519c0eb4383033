package org.imagebeam.testing;

import java.util.List;
import org.tensorflow.proto.NodeDef;

/**
 * The four vectors of a batch norm, none of them trivial: the moving moments are near those that
 * the convolution before it is expected to have, not equal to them.
 */
final class SeededBatchNorm {
  static final float EPSILON = 0.001f;

  private final float[] beta;
  private final float[] gamma;
  private final float[] mean;
  private final float[] variance;
  private final Moments after;

  /**
   * Draws the vectors.
   *
   * @param before what the convolution is expected to give
   */
  SeededBatchNorm(SeededWeights random, Moments before) {
    int channels = before.channels();
    beta = new float[channels];
    gamma = new float[channels];
    mean = new float[channels];
    variance = new float[channels];
    double[] scale = new double[channels];
    double[] offset = new double[channels];
    for (int i = 0; i < channels; i++) {
      // More positive than negative values before the Relu: with a mean of zero each layer would
      // amplify rounding errors (1.2 times), and two ways of rounding would disagree at the end.
      beta[i] = (float) random.between(0.2, 0.8);
      gamma[i] = (float) random.between(0.8, 1.2);
      mean[i] = (float) (before.mean(i) + random.between(-0.2, 0.2) * before.deviation(i));
      variance[i] = (float) (before.variance(i) * random.between(0.7, 1.4));
      scale[i] = gamma[i] / StrictMath.sqrt(variance[i] + EPSILON);
      offset[i] = beta[i] - mean[i] * scale[i];
    }
    after = before.affine(scale, offset);
  }

  /** The constants under {@code name}, in the order of the graph of 2015. */
  List<NodeDef> nodes(String name) {
    List<Integer> shape = List.of(beta.length);
    return List.of(
        NodeDefs.constFloats(name + "/beta", shape, beta),
        NodeDefs.constFloats(name + "/gamma", shape, gamma),
        NodeDefs.constFloats(name + "/moving_mean", shape, mean),
        NodeDefs.constFloats(name + "/moving_variance", shape, variance));
  }

  /** What the batch norm is expected to give. */
  Moments after() {
    return after;
  }
}
