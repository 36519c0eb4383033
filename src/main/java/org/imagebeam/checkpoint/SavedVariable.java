package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.imagebeam.checkpoint.bundle.SlicePlace;

/**
 * A variable of a graph and what it is in a checkpoint.
 *
 * @param savedAs its tensor there; a part of one if it is a part of a partitioned variable
 */
record SavedVariable(GraphVariable variable, SavedAs savedAs) {
  SavedVariable {
    requireNonNull(variable, "variable is null");
    requireNonNull(savedAs, "savedAs is null");
  }

  /**
   * The variables with their places: under the names that were chosen, but where that is a part's
   * own name and the graph's collections state the partitioned variable, as Python saves it.
   */
  static List<SavedVariable> of(
      SortedMap<String, GraphVariable> chosen, Map<String, SavedAs> stated) {
    List<SavedVariable> all = new ArrayList<>();
    chosen.forEach(
        (name, variable) -> {
          SavedAs whole = new SavedAs(name, Optional.empty());
          boolean own = name.equals(variable.name());
          all.add(new SavedVariable(variable, own ? stated.getOrDefault(name, whole) : whole));
        });
    return all;
  }

  String tensor() {
    return savedAs.tensor();
  }

  /**
   * Returns the text for a saving or restoring node: {@code "7 3 0,4:0,3"}; empty for a whole
   * tensor.
   */
  String shapeAndSlice() {
    return savedAs.place().map(SavedVariable::text).orElse("");
  }

  private static String text(SlicePlace place) {
    return place.full().stream().map(size -> size + " ").collect(Collectors.joining()) + place;
  }
}
