package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.graph.FloatTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WinogradTilesTest {
  private static final float[] FILTER = {2, -1, 0.5f};

  private static float[] times(FloatTensor matrix, float[] vector) {
    float[] product = new float[Math.toIntExact(matrix.shape().get(0))];
    for (int row = 0; row < product.length; row++) {
      for (int i = 0; i < vector.length; i++) {
        product[row] += matrix.get(row * vector.length + i) * vector[i];
      }
    }
    return product;
  }

  @ParameterizedTest
  @CsvSource({
    "8, 1, 4", "8, 0, 2", "7, 1, 4", "7, 0, 4", "5, 1, 3", "3, 0, 4", "2, 1, 2", "1, 1, 2",
  })
  void shouldFilterAColumn(int rows, int padding, int outputs) {
    int rowsOut = rows + 2 * padding - 2;
    WinogradTiles tiles = new WinogradTiles(rows, rowsOut, padding, 3, outputs);
    float[] column = new float[rows];
    for (int i = 0; i < rows; i++) {
      column[i] = (i * 7 + 3) % 5 - 2;
    }
    float[] expected = new float[rowsOut];
    for (int row = 0; row < rowsOut; row++) {
      for (int tap = 0; tap < 3; tap++) {
        int from = row + tap - padding;
        expected[row] += from >= 0 && from < rows ? column[from] * FILTER[tap] : 0;
      }
    }
    float[] products = times(tiles.inputTransform(), column);
    assertEquals(tiles.rows(), products.length);
    double[][] filter = new WinogradMatrices(outputs, 3).filter();
    for (int i = 0; i < products.length; i++) {
      double[] row = filter[i / tiles.tiles()];
      products[i] *= (float) (row[0] * FILTER[0] + row[1] * FILTER[1] + row[2] * FILTER[2]);
    }
    assertArrayEquals(expected, times(tiles.outputTransform(), products), 1e-5f);
    float[] byTile = new float[rowsOut];
    for (int row = 0; row < rowsOut; row++) {
      float[] ofTile = new float[tiles.products()];
      for (int product = 0; product < ofTile.length; product++) {
        ofTile[product] = products[product * tiles.tiles() + row / outputs];
      }
      byTile[row] = times(tiles.outputMatrix(), ofTile)[row % outputs];
    }
    assertArrayEquals(expected, byTile, 1e-5f);
  }

  @Test
  void shouldCountTilesAndRows() {
    WinogradTiles tiles = new WinogradTiles(17, 17, 3, 7, 4);
    assertEquals(5, tiles.tiles(), "the last with one row of four");
    assertEquals(10, tiles.products());
    assertEquals(50, tiles.rows());
    assertEquals(List.of(50L, 17L), tiles.inputTransform().shape());
    assertEquals(List.of(17L, 50L), tiles.outputTransform().shape());
    assertEquals(List.of(4L, 10L), tiles.outputMatrix().shape());
  }
}
