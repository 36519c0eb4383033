package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DistortionTest {
  /** Values that tell their row, column and channel. */
  private static float[] pixels(int height, int width) {
    float[] pixels = new float[height * width * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          pixels[(y * width + x) * 3 + c] = 100 * y + 10 * x + c;
        }
      }
    }
    return pixels;
  }

  @Test
  void shouldChangeNothing() {
    assertArrayEquals(pixels(2, 3), Distortion.NONE.apply(pixels(2, 3), 2, 3));
  }

  @Test
  void shouldMirror() {
    Distortion flip = new Distortion(true, 1, 0, 0, 1);
    assertArrayEquals(
        new float[] {20, 21, 22, 10, 11, 12, 0, 1, 2}, flip.apply(pixels(1, 3), 1, 3));
  }

  @Test
  void shouldCutAWindow() {
    Distortion corner = new Distortion(false, 2, 1, 1, 1);
    assertEquals(4, corner.enlarged(2));
    float[] window = corner.apply(pixels(4, 4), 2, 2);
    assertArrayEquals(new float[] {220, 221, 222, 230, 231, 232}, firstOf(window, 6));
    assertEquals(330, window[9]);
    assertEquals(0, new Distortion(false, 2, 0, 0, 1).apply(pixels(4, 4), 2, 2)[0]);
  }

  @Test
  void shouldBrighten() {
    Distortion brighter = new Distortion(false, 1, 0, 0, 1.5f);
    assertArrayEquals(new float[] {0, 1.5f, 3}, firstOf(brighter.apply(pixels(1, 1), 1, 1), 3));
  }

  private static float[] firstOf(float[] values, int count) {
    return Arrays.copyOf(values, count);
  }

  @Test
  void shouldDrawWithinTheSettings() {
    DistortionSettings settings = new DistortionSettings(true, 10, 20, 30);
    SplittableRandom random = new SplittableRandom(1);
    int flips = 0;
    double largest = 0;
    double smallest = 9;
    for (int i = 0; i < 1000; i++) {
      Distortion drawn = settings.draw(random);
      flips += drawn.flip() ? 1 : 0;
      largest = Math.max(largest, drawn.scale());
      smallest = Math.min(smallest, drawn.scale());
      assertEquals(1, drawn.brightness(), 0.3001);
    }
    assertEquals(500, flips, 60);
    assertEquals(1.1 * 1.2, largest, 0.01);
    assertEquals(1.1, smallest, 0.01);
    assertEquals(settings.draw(new SplittableRandom(5)), settings.draw(new SplittableRandom(5)));
    assertTrue(DistortionSettings.NONE.isNone());
    assertEquals(
        Distortion.NONE.scale(), DistortionSettings.NONE.draw(new SplittableRandom(1)).scale());
  }

  @Test
  void shouldRefuseWhatIsNoView() {
    assertThrows(IllegalArgumentException.class, () -> new Distortion(false, 0.9, 0, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Distortion(false, 1, 1.1, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Distortion(false, 1, 0, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Distortion(false, 1, 0, 0, -1));
    assertThrows(IllegalArgumentException.class, () -> new Distortion(false, Double.NaN, 0, 0, 1));
  }
}
