package org.imagebeam.graph.optimize;

import java.util.List;
import org.imagebeam.graph.FloatTensor;

/**
 * How the rows of an image are cut into the tiles of a {@link WinogradMatrices Winograd} filter
 * that runs down its columns: into how many, and which matrices lead from rows to products and
 * back, padding included.
 *
 * @param rowsIn rows of the input
 * @param rowsOut rows of the output
 * @param padding rows of zeros above the input
 * @param taps of the filter
 * @param outputs rows of the output that a tile gives; the last tile may give fewer
 */
record WinogradTiles(int rowsIn, int rowsOut, int padding, int taps, int outputs) {
  int products() {
    return outputs + taps - 1;
  }

  int tiles() {
    return (rowsOut - 1) / outputs + 1;
  }

  /** Whether the last tile gives as many rows as the others. */
  boolean isWhole() {
    return tiles() * outputs == rowsOut;
  }

  /** Rows of products of all tiles: the first product of each, then the second. */
  int rows() {
    return products() * tiles();
  }

  /** {@code [rows, rowsIn]}: what an image's rows are multiplied with from the left. */
  FloatTensor inputTransform() {
    double[][] input = new WinogradMatrices(outputs, taps).input();
    float[] values = new float[rows() * rowsIn];
    for (int product = 0; product < products(); product++) {
      for (int tile = 0; tile < tiles(); tile++) {
        for (int i = 0; i < products(); i++) {
          int row = tile * outputs + i - padding;
          if (row >= 0 && row < rowsIn) {
            values[(product * tiles() + tile) * rowsIn + row] = (float) input[product][i];
          }
        }
      }
    }
    return new FloatTensor(List.of((long) rows(), (long) rowsIn), values);
  }

  /** {@code [rowsOut, rows]}: what the products are multiplied with from the left. */
  FloatTensor outputTransform() {
    double[][] output = new WinogradMatrices(outputs, taps).output();
    float[] values = new float[rowsOut * rows()];
    for (int row = 0; row < rowsOut; row++) {
      int tile = row / outputs;
      for (int product = 0; product < products(); product++) {
        values[row * rows() + product * tiles() + tile] = (float) output[row % outputs][product];
      }
    }
    return new FloatTensor(List.of((long) rowsOut, (long) rows()), values);
  }

  /** {@code [outputs, products]}: what the products of one tile are multiplied with. */
  FloatTensor outputMatrix() {
    double[][] output = new WinogradMatrices(outputs, taps).output();
    float[] values = new float[outputs * products()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) output[i / products()][i % products()];
    }
    return new FloatTensor(List.of((long) outputs, (long) products()), values);
  }
}
