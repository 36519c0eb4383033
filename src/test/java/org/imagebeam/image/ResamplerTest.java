package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.image.format.ImageException;
import org.imagebeam.image.format.ImageMemoryException;
import org.imagebeam.image.format.Orientation;
import org.imagebeam.image.resize.CenterCrop;
import org.imagebeam.image.resize.ResizeMethod;
import org.imagebeam.image.resize.Sizing;
import org.imagebeam.image.resize.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResamplerTest {
  private static final int[][] SIZES = {
    {7, 5, 31, 29},
    {64, 48, 16, 16},
    {480, 360, 224, 224},
    {33, 47, 33, 47},
    {1, 1, 5, 7},
    {9, 4, 1, 1},
    {1, 1, 1, 1},
    {500, 3, 8, 8},
    {3, 500, 8, 8},
    {17, 1, 40, 2},
    {299, 299, 300, 298},
    {1, 4000, 224, 224},
    {1601, 1203, 224, 224},
    {100, 101, 299, 299}
  };

  private static Stream<Sizing> sizings() {
    return Stream.of(
        Sizing.of(ResizeMethod.BILINEAR, false),
        Sizing.of(ResizeMethod.BILINEAR_HALF_PIXEL, false),
        Sizing.of(ResizeMethod.BICUBIC, false),
        Sizing.of(ResizeMethod.AREA, false),
        Sizing.of(ResizeMethod.BILINEAR_HALF_PIXEL, true),
        Sizing.of(ResizeMethod.BICUBIC, true));
  }

  @ParameterizedTest
  @MethodSource("sizings")
  void shouldEqualTensorFlows(Sizing sizing) throws ImageException {
    for (int[] size : SIZES) {
      ArrayRows image = ArrayRows.random(size[0], size[1], 31L * size[0] + size[1]);
      float[] expected = TensorFlowResize.run(sizing, image, size[3], size[2]);
      float[] actual = resize(image, Orientation.UPRIGHT, sizing, size[3], size[2]);
      assertEquals(3 * size[2] * size[3], actual.length);
      assertArrayEquals(expected, actual, 1e-3f, List.of(size[0], size[1], size[2]).toString());
    }
  }

  @ParameterizedTest
  @MethodSource("sizings")
  void shouldTurnAsIfBeforeResizing(Sizing sizing) throws ImageException {
    for (int tag = 1; tag <= 8; tag++) {
      ArrayRows stored = ArrayRows.random(23, 14, tag);
      for (int[] size : new int[][] {{9, 11}, {40, 50}, {14, 23}, {1, 1}, {3, 30}}) {
        float[] expected = TensorFlowResize.run(sizing, stored.turned(tag), size[0], size[1]);
        float[] actual = resize(stored, Orientation.ofExif(tag), sizing, size[0], size[1]);
        assertArrayEquals(expected, actual, 1e-3f, "orientation " + tag);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("sizings")
  void shouldTakeThePartOfTheResizedImage(Sizing sizing) throws ImageException {
    for (int tag = 1; tag <= 8; tag++) {
      ArrayRows stored = ArrayRows.random(61, 40, tag);
      Window window = new Window(33, 47, 5, 11, 20, 24);
      float[] whole = TensorFlowResize.run(sizing, stored.turned(tag), 33, 47);
      float[] expected = new float[20 * 24 * 3];
      for (int y = 0; y < 20; y++) {
        System.arraycopy(whole, ((y + 5) * 47 + 11) * 3, expected, y * 24 * 3, 24 * 3);
      }
      float[] actual =
          Resampler.resize(
              stored, new Reduction(61, 40, 1), Orientation.ofExif(tag), sizing, window);
      assertArrayEquals(expected, actual, 1e-3f, "orientation " + tag);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 60000", "60000, 1", "2, 65535", "1, 1000000"})
  void shouldComputeNothingButTheCropOfALongImage(int width, int height) throws ImageException {
    // The whole of it would have 256 by 15,360,000 pixels.
    ArrayRows image = ArrayRows.random(width, height, 1);
    Sizing sizing =
        Sizing.of(ResizeMethod.BILINEAR_HALF_PIXEL, true).withCrop(new CenterCrop(0.875));
    Window window = sizing.window(height, width, 224, 224);
    float[] actual =
        Resampler.resize(
            image, new Reduction(width, height, 1), Orientation.UPRIGHT, sizing, window);
    double scale = Math.min(width, height) / 256.0;
    boolean upright = height > width;
    for (int i = 0; i < 224; i++) {
      double position = ((upright ? window.top() : window.left()) + i + 0.5) * scale - 0.5;
      int below = (int) Math.floor(position);
      // In the middle of the short side, where that has more than one pixel they are mixed.
      int across = width * height / Math.max(width, height) == 1 ? 112 : 0;
      int at = upright ? (i * 224 + across) * 3 : (across * 224 + i) * 3;
      float[] values = image.values();
      int step = upright ? 3 * width : 3;
      double expected =
          values[below * step] * (1 - (position - below))
              + values[(below + 1) * step] * (position - below);
      // float32 holds the positions to 1/500 of a pixel there.
      assertEquals(expected, actual[at], width + height > 100_000 ? 0.01 : 1);
    }
  }

  @Test
  void shouldSayThatAnImageIsTooLongForTheHeap() {
    PixelRows endless =
        new PixelRows() {
          @Override
          public int width() {
            return Integer.MAX_VALUE;
          }

          @Override
          public int height() {
            return 1;
          }

          @Override
          public void read(int y, byte[] rgb) {
            throw new IllegalStateException("nothing is read");
          }
        };
    ImageException e =
        assertThrows(
            ImageMemoryException.class,
            () ->
                resize(
                    endless, Orientation.UPRIGHT, Sizing.of(ResizeMethod.AREA, false), 224, 224));
    assertTrue(
        e.getMessage().startsWith("to resize 2147483647 x 1 pixels takes some "), e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("sizings")
  void shouldReadNoRowTwice(Sizing sizing) throws ImageException {
    for (int tag : new int[] {1, 4, 6, 7}) {
      CountedRows counted = new CountedRows(ArrayRows.random(30, 50, 1));
      resize(counted, Orientation.ofExif(tag), sizing, 70, 20);
      List<Integer> read = counted.read();
      assertEquals(read.stream().distinct().sorted().toList(), read, "orientation " + tag);
    }
  }

  @ParameterizedTest
  @MethodSource("sizings")
  void shouldSampleAReducedImageWhereTheWholeOneWouldBe(Sizing sizing) throws ImageException {
    for (int[] size : new int[][] {{65, 127, 2}, {129, 255, 4}, {257, 259, 8}, {801, 599, 8}}) {
      ArrayRows whole = ReducedImages.ramps(size[0], size[1], 1);
      ArrayRows reduced = ReducedImages.ramps(size[0], size[1], size[2]);
      for (int tag = 1; tag <= 8; tag++) {
        Orientation orientation = Orientation.ofExif(tag);
        float[] expected = resize(whole, orientation, sizing, 32, 32);
        Reduction reduction = new Reduction(size[0], size[1], size[2]);
        float[] actual =
            Resampler.resize(
                reduced, reduction, orientation, sizing, new Window(32, 32, 0, 0, 32, 32));
        ReducedImages.assertSampledAlike(expected, actual, "orientation " + tag);
      }
    }
  }

  private static float[] resize(
      PixelRows image, Orientation orientation, Sizing sizing, int height, int width)
      throws ImageException {
    return Resampler.resize(
        image,
        new Reduction(image.width(), image.height(), 1),
        orientation,
        sizing,
        new Window(height, width, 0, 0, height, width));
  }
}
