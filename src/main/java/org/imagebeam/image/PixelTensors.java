package org.imagebeam.image;

import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.types.TFloat32;

/** Makes the tensors that networks are fed with. */
public final class PixelTensors {
  private static final int CHANNELS = 3;

  private PixelTensors() {}

  /**
   * Copies the pixels of several images into a tensor, which the caller closes.
   *
   * @param images at least one, each {@code [height, width, 3]} in row order
   * @param size of the batch; the last image fills it up
   * @return float32 {@code [size, height, width, 3]}
   */
  public static TFloat32 batch(List<float[]> images, int size, int height, int width) {
    TFloat32 tensor = TFloat32.tensorOf(Shape.of(size, height, width, CHANNELS));
    FloatDataBuffer data = tensor.asRawTensor().data().asFloats();
    long offset = 0;
    for (int i = 0; i < size; i++) {
      float[] pixels = images.get(Math.min(i, images.size() - 1));
      data.offset(offset).write(pixels);
      offset += pixels.length;
    }
    return tensor;
  }
}
