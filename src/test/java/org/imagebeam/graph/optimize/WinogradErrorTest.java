package org.imagebeam.graph.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WinogradErrorTest {
  private static final int CHANNELS = 128;
  private static final int FILTERS = 16;
  private static final int TILES = 200;

  /** Tap by tap, channel by channel; {@code smoothing} adds the same to all taps of a filter. */
  private static float[] weights(int taps, double smoothing) {
    Random random = new Random(taps);
    float[] weights = new float[taps * CHANNELS * FILTERS];
    for (int i = 0; i < CHANNELS * FILTERS; i++) {
      double common = smoothing * random.nextGaussian();
      for (int tap = 0; tap < taps; tap++) {
        weights[tap * CHANNELS * FILTERS + i] = (float) (random.nextGaussian() + common);
      }
    }
    return weights;
  }

  /** The root of the mean squared difference between float32 and double, of both ways. */
  private static double measured(float[] weights, int taps, int outputs) {
    WinogradMatrices matrices = new WinogradMatrices(outputs, taps);
    double[][] filter = matrices.filter();
    double[][] input = matrices.input();
    double[][] output = matrices.output();
    int products = matrices.products();
    Random random = new Random(outputs);
    double plain = 0;
    double winograd = 0;
    for (int tile = 0; tile < TILES; tile++) {
      int out = tile % FILTERS;
      double[] exact = new double[outputs];
      float[][] direct = new float[outputs][taps];
      float[] sums = new float[products];
      for (int channel = 0; channel < CHANNELS; channel++) {
        float[] inputs = new float[products];
        for (int i = 0; i < products; i++) {
          inputs[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < products; i++) {
          double g = 0;
          for (int tap = 0; tap < taps; tap++) {
            g += filter[i][tap] * weights[(tap * CHANNELS + channel) * FILTERS + out];
          }
          float d = 0;
          for (int j = 0; j < products; j++) {
            d += (float) input[i][j] * inputs[j];
          }
          sums[i] += (float) g * d;
        }
        for (int k = 0; k < outputs; k++) {
          for (int tap = 0; tap < taps; tap++) {
            float weight = weights[(tap * CHANNELS + channel) * FILTERS + out];
            exact[k] += (double) weight * inputs[k + tap];
            direct[k][tap] += weight * inputs[k + tap];
          }
        }
      }
      for (int k = 0; k < outputs; k++) {
        float value = 0;
        for (int i = 0; i < products; i++) {
          value += (float) output[k][i] * sums[i];
        }
        float sum = 0;
        for (float ofTap : direct[k]) {
          sum += ofTap;
        }
        winograd += Math.pow(value - exact[k], 2);
        plain += Math.pow(sum - exact[k], 2);
      }
    }
    return Math.sqrt(winograd / plain);
  }

  /** Both ways sum up as many products one after another, all channels of one tap. */
  @ParameterizedTest
  @CsvSource({
    "3, 2, 0", "3, 4, 0", "3, 6, 0", "3, 8, 0", "5, 4, 0", "7, 2, 0", "7, 3, 0", "7, 4, 0",
    "3, 4, 2", "3, 8, 2", "7, 3, 2",
  })
  void shouldTellWhatIsMeasured(int taps, int outputs, double smoothing) {
    float[] weights = weights(taps, smoothing);
    double told = Math.sqrt(new WinogradError(weights, taps).squared(outputs));
    assertEquals(1, measured(weights, taps, outputs) / told, 0.3);
  }

  @Test
  void shouldGrowWithTiles() {
    WinogradError error = new WinogradError(weights(3, 0), 3);
    assertEquals(1.29, Math.sqrt(error.squared(2)), 0.03);
    assertEquals(2.64, Math.sqrt(error.squared(4)), 0.06);
    assertEquals(4.54, Math.sqrt(error.squared(6)), 0.1);
    assertEquals(8.92, Math.sqrt(error.squared(7)), 0.2);
  }

  @Test
  void shouldTellNothingOfWeightsThatAreNotFinite() {
    float[] weights = weights(3, 0);
    weights[7] = Float.NaN;
    assertEquals(Double.POSITIVE_INFINITY, new WinogradError(weights, 3).squared(2));
    assertEquals(1, new WinogradError(new float[9], 3).squared(2), "of zeros");
  }
}
