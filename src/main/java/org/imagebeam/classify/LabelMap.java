package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Map;

/**
 * What each class of a network is called. Immutable.
 *
 * @param labels by node id
 */
public record LabelMap(Map<Integer, Label> labels) implements Serializable {
  private static final Label UNKNOWN = new Label("", "");

  public LabelMap {
    labels = Map.copyOf(labels);
  }

  /**
   * A class's names.
   *
   * @param synset its WordNet id, such as {@code n02124075}, or empty
   * @param words such as {@code Egyptian cat}
   */
  public record Label(String synset, String words) implements Serializable {
    public Label {
      requireNonNull(synset, "synset is null");
      requireNonNull(words, "words is null");
    }
  }

  /** The names of a class; empty ones if it is unknown, as in the tutorial's NodeLookup. */
  public Label label(int nodeId) {
    return labels.getOrDefault(nodeId, UNKNOWN);
  }
}
