package org.imagebeam.imagemodel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imagebeam.graph.TensorName;

/**
 * The nodes whose values are wanted, of which several can be one. Immutable.
 *
 * @param places of each wanted node, the number of its values among those that are fetched
 */
record WantedNodes(List<Integer> places) {
  WantedNodes {
    places = List.copyOf(places);
  }

  /**
   * Looks at the nodes' names.
   *
   * @param names as they are wanted; each tensor is fetched once, in the order of its first name
   */
  static WantedNodes of(List<String> names) {
    List<TensorName> fetched = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (String name : names) {
      TensorName tensor = TensorName.parse(name);
      if (!fetched.contains(tensor)) {
        fetched.add(tensor);
      }
      places.add(fetched.indexOf(tensor));
    }
    return new WantedNodes(places);
  }

  /**
   * Takes an image's values apart.
   *
   * @param values of the fetched nodes, one after the other
   * @param lengths how many each of them has
   * @return those of each wanted node, in arrays of their own
   */
  List<float[]> of(float[] values, int[] lengths) {
    List<float[]> fetched = split(values, lengths);
    List<float[]> wanted = new ArrayList<>();
    for (int place : places) {
      float[] found = fetched.get(place);
      wanted.add(wanted.contains(found) ? found.clone() : found);
    }
    return wanted;
  }

  /** Copies what lies one after the other into arrays of these lengths. */
  static List<float[]> split(float[] values, int[] lengths) {
    List<float[]> parts = new ArrayList<>();
    int start = 0;
    for (int length : lengths) {
      parts.add(Arrays.copyOfRange(values, start, start + length));
      start += length;
    }
    return parts;
  }
}
