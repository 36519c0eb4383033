package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.imagebeam.image.format.Orientation;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BilinearResizeTest {
  @ParameterizedTest(name = "{0} x {1} to {2} x {3}")
  @CsvSource({
    "7, 5, 31, 29",
    "64, 48, 16, 16",
    "480, 360, 224, 224",
    "33, 47, 33, 47",
    "1, 1, 5, 7",
    "9, 4, 1, 1",
    "1, 1, 1, 1",
    "500, 3, 8, 8",
    "3, 500, 8, 8",
    "17, 1, 40, 2",
    "1, 17, 2, 40",
    "299, 299, 300, 298",
    "100, 101, 299, 299"
  })
  void shouldEqualTensorFlows(int width, int height, int outWidth, int outHeight) {
    ArrayRows image = ArrayRows.random(width, height, 31L * width + height);
    float[] expected = tensorFlow(image, outHeight, outWidth);
    float[] actual = BilinearResize.resize(image, Orientation.UPRIGHT, outHeight, outWidth);
    assertEquals(3 * outWidth * outHeight, actual.length);
    assertArrayEquals(expected, actual, 1e-4f);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldTurnAsIfBeforeResizing(int orientation) {
    ArrayRows stored = ArrayRows.random(23, 14, orientation);
    for (int[] size : new int[][] {{9, 11}, {40, 50}, {14, 23}, {23, 14}, {1, 1}}) {
      float[] expected = tensorFlow(stored.turned(orientation), size[0], size[1]);
      float[] actual =
          BilinearResize.resize(stored, Orientation.ofExif(orientation), size[0], size[1]);
      assertArrayEquals(expected, actual, 1e-3f);
    }
  }

  @ParameterizedTest(name = "{0} x {1} by {2}")
  @CsvSource({
    "64, 64, 2",
    "65, 127, 2",
    "127, 65, 2",
    "128, 128, 4",
    "129, 255, 4",
    "255, 131, 4",
    "256, 256, 8",
    "257, 259, 8",
    "511, 263, 8",
    "801, 599, 8"
  })
  void shouldSampleAReducedImageWhereTheWholeOneWouldBe(int width, int height, int ratio) {
    ArrayRows whole = ReducedImages.ramps(width, height, 1);
    ArrayRows reduced = ReducedImages.ramps(width, height, ratio);
    Reduction reduction = new Reduction(width, height, ratio);
    for (int tag = 1; tag <= 8; tag++) {
      Orientation orientation = Orientation.ofExif(tag);
      float[] expected = BilinearResize.resize(whole, orientation, 32, 32);
      float[] actual = BilinearResize.resize(reduced, reduction, orientation, 32, 32);
      ReducedImages.assertSampledAlike(expected, actual, "orientation " + tag);
    }
  }

  @Test
  void shouldReadEachRowOnceWhenEnlarging() {
    ArrayRows image = ArrayRows.random(5, 20, 1);
    CountedRows counted = new CountedRows(image);
    float[] actual = BilinearResize.resize(counted, Orientation.UPRIGHT, 200, 10);
    assertArrayEquals(tensorFlow(image, 200, 10), actual, 1e-4f);
    assertEquals(20, counted.read().size());
  }

  private static float[] tensorFlow(ArrayRows image, int height, int width) {
    return TensorFlowResize.run(Sizing.of(ResizeMethod.BILINEAR, false), image, height, width);
  }
}
