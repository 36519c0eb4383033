package org.imagebeam.imagemodel;

import java.io.Serializable;
import java.util.Optional;

/**
 * Makes of a network's vector for one image what a pipeline goes on with. Used by many threads at
 * once.
 */
public interface VectorFunction<OutputT> extends Serializable {
  /**
   * Takes the vector over; it may be kept or changed.
   *
   * @param vector the values of the output node for one image
   * @throws IllegalArgumentException if they can't be used; fails the image alone
   */
  OutputT apply(float[] vector);

  /**
   * Says what a user of the network should know of such a vector; nothing, unless told otherwise.
   *
   * @param vector the values of the output node for some image; not changed
   */
  default Optional<String> remarkOn(float[] vector) {
    return Optional.empty();
  }

  /**
   * Returns a stable identifier: equal for functions with equal behaviour, on every JVM. Part of
   * the shared model's key.
   */
  String id();
}
