package org.imagebeam.graph.optimize;

/**
 * The matrices of Winograd's minimal filtering F(m, r): m neighbouring outputs of a filter of r
 * taps by m + r - 1 multiplications instead of m times r, as {@code output * ((filter * g) . (input
 * * d))} for the taps g and the m + r - 1 inputs d (S. Winograd, Arithmetic Complexity of
 * Computations, 1980; A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks,
 * 2015). Made by the Toom-Cook construction: evaluate at points, multiply, interpolate.
 */
final class WinogradMatrices {
  /**
   * Where the polynomials are evaluated, besides at infinity, for each number of points: those of
   * which tiles of three and seven taps round least ({@link WinogradError}), of all sets of
   * fractions with few bits, which round nothing themselves. With eight products the error of three
   * taps is 4.5 times that of a plain convolution, with nine 8.9 times, with ten 12.8 times.
   */
  private static final double[][] POINTS = {
    {},
    {0},
    {0, 1},
    {0, 1, -1},
    {0, 1, -1, 0.5},
    {0, 1, -1, 2, -0.5},
    {0, 1, -1, 0.5, -0.625, 3},
    {0, 1, -1, 2, -2, 0.5, -0.5},
    {0, 1, -1, 0.75, -0.625, 3, -2, 0.25},
    {0, 1, -1, 0.5, -0.75, 1.5, -2, 3, -0.25},
  };

  /** Which point is 1; there is one from two of them on. */
  static final int AT_ONE = 1;

  /** The most multiplications a tile can have. */
  static final int MAX_PRODUCTS = POINTS.length;

  private final int outputs;
  private final int taps;
  private final double[] points;

  /**
   * @param outputs of a tile, m, at least 1
   * @param taps of the filter, r, at least 1
   * @throws IllegalArgumentException if there are not enough points for so many
   */
  WinogradMatrices(int outputs, int taps) {
    if (outputs < 1 || taps < 1 || outputs + taps - 1 > MAX_PRODUCTS) {
      throw new IllegalArgumentException(
          "no tile of " + outputs + " outputs for " + taps + " taps");
    }
    this.outputs = outputs;
    this.taps = taps;
    this.points = POINTS[outputs + taps - 2];
  }

  /** How many inputs a tile has, and multiplications: m + r - 1. */
  int products() {
    return outputs + taps - 1;
  }

  /**
   * {@code [products, taps]}: row i evaluates the taps at point i, over the weight of the point.
   */
  double[][] filter() {
    double[][] matrix = new double[products()][taps];
    for (int i = 0; i < finite(); i++) {
      double weight = 1;
      for (int j = 0; j < finite(); j++) {
        weight *= j == i ? 1 : points[i] - points[j];
      }
      for (int k = 0; k < taps; k++) {
        matrix[i][k] = Math.pow(points[i], k) / weight;
      }
    }
    matrix[finite()][taps - 1] = 1;
    return matrix;
  }

  /**
   * {@code [products, products]}: row i has the coefficients of the polynomial that is 0 at all
   * points but i.
   */
  double[][] input() {
    double[][] matrix = new double[products()][];
    for (int i = 0; i < products(); i++) {
      matrix[i] = withRootsBut(i);
    }
    return matrix;
  }

  private double[] withRootsBut(int left) {
    double[] coefficients = new double[products()];
    coefficients[0] = 1;
    for (int j = 0; j < finite(); j++) {
      if (j != left) {
        for (int k = coefficients.length - 1; k >= 0; k--) {
          coefficients[k] = (k > 0 ? coefficients[k - 1] : 0) - points[j] * coefficients[k];
        }
      }
    }
    return coefficients;
  }

  /** {@code [outputs, products]}: column i evaluates the outputs' powers at point i. */
  double[][] output() {
    double[][] matrix = new double[outputs][products()];
    for (int k = 0; k < outputs; k++) {
      for (int i = 0; i < finite(); i++) {
        matrix[k][i] = Math.pow(points[i], k);
      }
    }
    matrix[outputs - 1][finite()] = 1;
    return matrix;
  }

  private int finite() {
    return products() - 1;
  }
}
