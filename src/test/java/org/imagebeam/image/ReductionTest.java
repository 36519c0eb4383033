package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.imagebeam.image.format.ImageHeader;
import org.imagebeam.image.format.Orientation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReductionTest {
  @ParameterizedTest(name = "{0} x {1} at orientation {2} to {3} x {4}: {5}")
  @CsvSource({
    "100, 100, 1, 100, 100, 1",
    "199, 300, 1, 100, 100, 1",
    "300, 199, 1, 100, 100, 1",
    "200, 200, 1, 100, 100, 2",
    "201, 399, 1, 100, 100, 2",
    "399, 399, 1, 100, 100, 2",
    "400, 400, 1, 100, 100, 4",
    "799, 9999, 1, 100, 100, 4",
    "800, 800, 1, 100, 100, 8",
    "65535, 65535, 1, 100, 100, 8",
    "4000, 3000, 1, 299, 299, 8",
    "4000, 2391, 1, 299, 299, 4",
    "4000, 2392, 1, 299, 299, 8",
    // To 50 wide and 100 high.
    "100, 400, 1, 50, 100, 2",
    "200, 400, 1, 50, 100, 4",
    "400, 200, 1, 50, 100, 2",
    // Turned, the stored width is the height.
    "400, 200, 6, 50, 100, 4",
    "400, 200, 8, 50, 100, 4",
    "200, 400, 5, 50, 100, 2",
    "400, 200, 3, 50, 100, 2",
    "10, 10, 7, 50, 100, 1"
  })
  void shouldBeTheLargestThatCoversWhatIsWanted(
      int storedWidth, int storedHeight, int orientation, int width, int height, int ratio) {
    assertEquals(
        new Reduction(storedWidth, storedHeight, ratio),
        Reduction.toCover(
            new ImageHeader(storedWidth, storedHeight),
            Orientation.ofExif(orientation),
            height,
            width));
  }
}
