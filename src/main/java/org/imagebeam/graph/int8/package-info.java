/**
 * Networks whose layers compute with 8-bit integers: how they are written down so that any
 * TensorFlow runs them in float32, and the rewrite to the ops that compute in int8.
 *
 * <p>A quantized layer is written with ordinary ops. Its weights are int8, which a Cast and a
 * product with one scale a channel turn into float32. A FakeQuantWithMinMaxArgs behind a tensor
 * says which 256 values it takes.
 */
@NullMarked
package org.imagebeam.graph.int8;

import org.jspecify.annotations.NullMarked;
