package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.imagebeam.checkpoint.bundle.SlicePlace;

/**
 * Where a saver puts a variable.
 *
 * @param tensor its name in the checkpoint
 * @param place of the variable in that tensor, if it is a part of a partitioned one
 */
record SavedAs(String tensor, Optional<SlicePlace> place) {
  SavedAs {
    requireNonNull(tensor, "tensor is null");
    requireNonNull(place, "place is null");
  }

  /**
   * Parses what a node's inputs hold.
   *
   * @param shapeAndSlice empty for a whole tensor
   * @throws IllegalArgumentException if that names no slice
   */
  static SavedAs of(String tensor, String shapeAndSlice) {
    return new SavedAs(
        tensor,
        shapeAndSlice.isBlank() ? Optional.empty() : Optional.of(SlicePlace.parse(shapeAndSlice)));
  }
}
