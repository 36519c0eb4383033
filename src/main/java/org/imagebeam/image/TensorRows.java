package org.imagebeam.image;

import org.tensorflow.Tensor;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;

/**
 * The rows of a uint8 tensor {@code [height, width, 3]}, read out of native memory one by one: of a
 * large image that is made small, most rows are never needed. The tensor stays its owner's.
 */
final class TensorRows implements PixelRows {
  private final ByteDataBuffer data;
  private final int height;
  private final int width;

  TensorRows(Tensor tensor) {
    data = tensor.asRawTensor().data();
    height = Math.toIntExact(tensor.shape().get(0));
    width = Math.toIntExact(tensor.shape().get(1));
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public void read(int y, byte[] rgb) {
    int length = 3 * width;
    data.offset((long) y * length).read(rgb, 0, length);
  }
}
