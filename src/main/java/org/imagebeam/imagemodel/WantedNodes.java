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

  private boolean areAsFetched() {
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i) != i) {
        return false;
      }
    }
    return true;
  }

  /** Returns how many values each wanted node has, by how many each fetched one has. */
  int[] lengths(int[] fetched) {
    return places.stream().mapToInt(place -> fetched[place]).toArray();
  }

  /**
   * Returns the values of all wanted nodes, one after the other.
   *
   * @param values of the fetched nodes; returned as they are if each is wanted once
   * @param fetched how many each of them has
   */
  float[] arrange(float[] values, int[] fetched) {
    if (areAsFetched()) {
      return values;
    }
    float[] arranged = new float[Arrays.stream(lengths(fetched)).sum()];
    int end = 0;
    for (int place : places) {
      int start = Arrays.stream(fetched, 0, place).sum();
      System.arraycopy(values, start, arranged, end, fetched[place]);
      end += fetched[place];
    }
    return arranged;
  }
}
