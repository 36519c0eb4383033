package org.imagebeam.train;

import static java.util.Objects.requireNonNull;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A variable that is learnt.
 *
 * @param handle of the resource variable
 * @param gradient of the loss by it, of the same shape
 */
record Parameter(String name, Shape shape, Operand<TType> handle, Operand<TFloat32> gradient) {
  Parameter {
    requireNonNull(name, "name is null");
    requireNonNull(shape, "shape is null");
    requireNonNull(handle, "handle is null");
    requireNonNull(gradient, "gradient is null");
  }
}
