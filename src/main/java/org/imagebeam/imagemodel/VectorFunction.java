package org.imagebeam.imagemodel;

import java.io.Serializable;
import java.util.Optional;

/**
 * Makes of a network's vector for one picture what a pipeline goes on with. Used by many threads at
 * once.
 */
public interface VectorFunction<OutputT> extends Serializable {
  /**
   * Takes the vector over; it may be kept or changed.
   *
   * @param vector the values of the output node for one picture
   * @throws IllegalArgumentException if they can't be used; fails the picture alone
   */
  OutputT apply(float[] vector);

  /**
   * Says what a user of the network should know of such a vector; nothing, unless told otherwise.
   *
   * @param vector the values of the output node for some picture; not changed
   */
  default Optional<String> remarkOn(float[] vector) {
    return Optional.empty();
  }

  /** The same for functions that do the same, on every JVM. */
  String id();
}
