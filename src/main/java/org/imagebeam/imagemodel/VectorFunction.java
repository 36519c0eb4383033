package org.imagebeam.imagemodel;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Turns a network's vector for one image into an element of the pipeline. Used by many threads at
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
   * Names the nodes whose values are wanted beside those of the output node: none, unless told
   * otherwise. Where there are some, {@link #apply(List)} is called.
   */
  default List<String> otherNodes() {
    return List.of();
  }

  /**
   * Takes over the values of all nodes that are wanted.
   *
   * @param values for one image: those of the output node, then those of each of {@link
   *     #otherNodes}
   * @throws IllegalArgumentException if they can't be used; fails the image alone
   */
  default OutputT apply(List<float[]> values) {
    return apply(values.get(0));
  }

  /**
   * Says what a user of the network should know of such a vector; nothing, unless told otherwise.
   *
   * @param vector the values of the output node for some image; not changed
   */
  default Optional<String> remarkOn(float[] vector) {
    return Optional.empty();
  }

  /**
   * Says what a user of the network should know of the values of several nodes for one image.
   *
   * @param values as {@link #apply(List)} takes them; not changed
   */
  default Optional<String> remarkOn(List<float[]> values) {
    return remarkOn(values.get(0));
  }

  /**
   * Returns a stable identifier: equal for functions with equal behaviour, on every JVM. Part of
   * the shared model's key.
   */
  String id();
}
