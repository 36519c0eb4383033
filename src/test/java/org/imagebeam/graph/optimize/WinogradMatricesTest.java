package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WinogradMatricesTest {
  private static Stream<Arguments> tiles() {
    return IntStream.rangeClosed(1, WinogradMatrices.MAX_PRODUCTS)
        .boxed()
        .flatMap(
            taps ->
                IntStream.rangeClosed(1, WinogradMatrices.MAX_PRODUCTS + 1 - taps)
                    .mapToObj(outputs -> Arguments.of(outputs, taps)));
  }

  private static double[] times(double[][] matrix, double[] vector) {
    return Stream.of(matrix)
        .mapToDouble(
            row -> {
              assertEquals(vector.length, row.length);
              return IntStream.range(0, row.length).mapToDouble(i -> row[i] * vector[i]).sum();
            })
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void shouldFilterAsTheSumsDo(int outputs, int taps) {
    WinogradMatrices matrices = new WinogradMatrices(outputs, taps);
    assertEquals(outputs + taps - 1, matrices.products());
    Random random = new Random(10L * outputs + taps);
    double[] filter = random.doubles(taps, -1, 1).toArray();
    double[] input = random.doubles(matrices.products(), -1, 1).toArray();
    double[] expected =
        IntStream.range(0, outputs)
            .mapToDouble(
                i -> IntStream.range(0, taps).mapToDouble(k -> filter[k] * input[i + k]).sum())
            .toArray();
    double[] filterAtPoints = times(matrices.filter(), filter);
    double[] inputAtPoints = times(matrices.input(), input);
    double[] products =
        IntStream.range(0, matrices.products())
            .mapToDouble(i -> filterAtPoints[i] * inputAtPoints[i])
            .toArray();
    assertArrayEquals(expected, times(matrices.output(), products), 1e-11);
  }

  @Test
  void shouldBeWinogradsOwnForTwoOutputsOfThreeTaps() {
    WinogradMatrices matrices = new WinogradMatrices(2, 3);
    assertMatrix(
        new double[][] {{-1, 0, 1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, -1, 0, 1}},
        matrices.input());
    assertMatrix(
        new double[][] {{-1, 0, 0}, {0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0, 0, 1}},
        matrices.filter());
    assertMatrix(new double[][] {{1, 1, 1, 0}, {0, 1, -1, 1}}, matrices.output());
  }

  private static void assertMatrix(double[][] expected, double[][] actual) {
    assertEquals(expected.length, actual.length);
    for (int row = 0; row < expected.length; row++) {
      assertArrayEquals(expected[row], actual[row], 1e-15, "row " + row);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "2, 0", "9, 3", "4, 8"})
  void shouldRefuseWhatItHasNoPointsFor(int outputs, int taps) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new WinogradMatrices(outputs, taps));
    assertEquals("no tile of " + outputs + " outputs for " + taps + " taps", e.getMessage());
  }
}
