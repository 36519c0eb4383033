package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.imagebeam.image.format.Orientation;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

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
    ArrayRows whole = ramps(width, height, 1);
    ArrayRows reduced = ramps(width, height, ratio);
    Reduction reduction = new Reduction(width, height, ratio);
    for (int tag = 1; tag <= 8; tag++) {
      Orientation orientation = Orientation.ofExif(tag);
      float[] expected = BilinearResize.resize(whole, orientation, 32, 32);
      float[] actual = BilinearResize.resize(reduced, reduction, orientation, 32, 32);
      double[] sum = new double[3];
      for (int i = 0; i < expected.length; i++) {
        sum[i % 3] += actual[i] - expected[i];
        // Half a reduced pixel at the edges, beside which there is nothing to sample.
        assertEquals(expected[i], actual[i], 4, "orientation " + tag);
      }
      for (double channel : sum) {
        // The ramps rise by 7.8 from one pixel of the result to the next.
        assertEquals(0, channel / (32 * 32), 0.35, "orientation " + tag);
      }
    }
  }

  /** Red rises to the right, green downward: the means of so many pixels a side. */
  static ArrayRows ramps(int width, int height, int ratio) {
    int reducedWidth = (width + ratio - 1) / ratio;
    int reducedHeight = (height + ratio - 1) / ratio;
    float[] values = new float[3 * reducedWidth * reducedHeight];
    for (int i = 0; i < values.length; i += 3) {
      values[i] = ramp(i / 3 % reducedWidth, width, ratio);
      values[i + 1] = ramp(i / 3 / reducedWidth, height, ratio);
    }
    return ArrayRows.of(reducedWidth, reducedHeight, values);
  }

  /** Repeats the last pixel to the end of its block, as JPEG files do. */
  private static float ramp(int position, int length, int ratio) {
    float sum = 0;
    for (int i = 0; i < ratio; i++) {
      sum += 250f * Math.min(length - 1, position * ratio + i) / length;
    }
    return sum / ratio;
  }

  @Test
  void shouldReadEachRowOnceWhenEnlarging() {
    int[] reads = new int[1];
    ArrayRows image = ArrayRows.random(5, 20, 1);
    PixelRows counting =
        new PixelRows() {
          @Override
          public int width() {
            return image.width();
          }

          @Override
          public int height() {
            return image.height();
          }

          @Override
          public void read(int y, byte[] rgb) {
            reads[0]++;
            image.read(y, rgb);
          }
        };
    float[] actual = BilinearResize.resize(counting, Orientation.UPRIGHT, 200, 10);
    assertArrayEquals(tensorFlow(image, 200, 10), actual, 1e-4f);
    assertEquals(20, reads[0]);
  }

  private static float[] tensorFlow(ArrayRows image, int height, int width) {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(NodeDefs.placeholder("picture", DataType.DT_FLOAT))
            .addNode(NodeDefs.constInts("size", List.of(2), height, width))
            .addNode(NodeDefs.floatNode("resized", "ResizeBilinear", "picture", "size"))
            .build();
    float[] values = image.values();
    Shape shape = Shape.of(1, image.height(), image.width(), 3);
    float[] resized = new float[3 * height * width];
    try (GraphSession session = GraphSession.open(graph, SessionOptions.DEFAULT);
        TFloat32 fed = TFloat32.tensorOf(shape, DataBuffers.of(values));
        Tensor fetched = session.run("picture", fed, "resized")) {
      fetched.asRawTensor().data().asFloats().read(resized);
    }
    return resized;
  }
}
