package org.imagebeam.checkpoint.bundle;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;
import org.tensorflow.proto.DataType;

/**
 * What a checkpoint says of a tensor. Immutable.
 *
 * @param name as the checkpoint has it
 * @param shape the sizes of its dimensions; none for a scalar
 * @param bytes that its value takes in the data files
 * @param slices how many parts it is stored in, where a partitioned variable was saved; else 0
 */
public record TensorInfo(String name, DataType dtype, List<Long> shape, long bytes, int slices) {
  public TensorInfo {
    requireNonNull(name, "name is null");
    requireNonNull(dtype, "dtype is null");
    shape = List.copyOf(shape);
  }

  /** The dtype as Python calls it: {@code float32}. */
  public String dtypeName() {
    return Dtypes.name(dtype);
  }

  /** {@code 784x10}, or {@code scalar}. */
  public String shapeText() {
    return shape.isEmpty()
        ? "scalar"
        : shape.stream().map(size -> Long.toString(size)).collect(Collectors.joining("x"));
  }

  /** How many elements it has. */
  public long elements() {
    return shape.stream().reduce(1L, (a, b) -> a * b);
  }
}
