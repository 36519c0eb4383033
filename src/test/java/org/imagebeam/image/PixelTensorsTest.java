package org.imagebeam.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

class PixelTensorsTest {
  @Test
  void shouldFillUpTheBatchWithTheLastImage() {
    List<float[]> images =
        List.of(new float[] {1, 2, 3, 4, 5, 6}, new float[] {7, 8, 9, 10, 11, 12});
    try (TFloat32 batch = PixelTensors.batch(images, 3, 1, 2)) {
      assertEquals(Shape.of(3, 1, 2, 3), batch.shape());
      assertEquals(6, batch.getFloat(0, 0, 1, 2));
      assertEquals(7, batch.getFloat(1, 0, 0, 0));
      assertEquals(8, batch.getFloat(2, 0, 0, 1));
      assertEquals(12, batch.getFloat(2, 0, 1, 2));
    }
  }
}
