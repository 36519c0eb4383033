package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.Orientation;
import org.imagebeam.image.resize.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredPixelsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldTurnAndCut(int tag) {
    ArrayRows stored = ArrayRows.random(7, 5, tag);
    ArrayRows upright = stored.turned(tag);
    Window window = new Window(upright.height(), upright.width(), 1, 2, 3, 2);
    float[] expected = new float[3 * 2 * 3];
    for (int y = 0; y < 3; y++) {
      System.arraycopy(
          upright.values(), ((y + 1) * upright.width() + 2) * 3, expected, y * 2 * 3, 2 * 3);
    }
    assertArrayEquals(
        expected,
        new StoredPixels(stored.values(), new ImageHeader(7, 5))
            .upright(Orientation.ofExif(tag), window));
  }

  @Test
  void shouldLeaveWhatIsRightAlready() {
    float[] values = new float[7 * 5 * 3];
    StoredPixels pixels = new StoredPixels(values, new ImageHeader(7, 5));
    assertSame(values, pixels.upright(Orientation.UPRIGHT, new Window(5, 7, 0, 0, 5, 7)));
  }
}
