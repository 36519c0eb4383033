package org.imagebeam.model;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What each class of a network is called. Immutable.
 *
 * @param labels by node id
 * @param heads what the classes of its other outputs are called, by the names of these, see {@link
 *     Heads}
 */
public record LabelMap(Map<Integer, Label> labels, Map<String, LabelMap> heads)
    implements Serializable {
  private static final int DIGITS = 12;
  private static final int IMAGENET = 1000;
  private static final int INCEPTION_2015 = 1008;
  private static final Label UNKNOWN = new Label("", "");
  private static final Label BACKGROUND = new Label("", "background");

  public LabelMap {
    labels = Map.copyOf(labels);
    heads = Map.copyOf(heads);
  }

  /** Makes one of a network with one output. */
  public LabelMap(Map<Integer, Label> labels) {
    this(labels, Map.of());
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

  /**
   * Explains numbers of labels and classes that are often met together: those of ImageNet, with and
   * without a background class.
   *
   * @return a sentence without a full stop; nothing about other numbers
   */
  public static Optional<String> explain(int labels, int classes) {
    if (classes == IMAGENET + 1 && labels == IMAGENET) {
      return Optional.of(
          "class 0 of networks with 1001 classes is the background: put a line for it first, or"
              + " state \"labelOffset\": 1 in model.json");
    }
    if (classes == IMAGENET && labels == IMAGENET + 1) {
      return Optional.of(
          "the labels are for networks with a background class: take out its line, the first");
    }
    if (classes == INCEPTION_2015 && (labels == IMAGENET || labels == IMAGENET + 1)) {
      return Optional.of(
          "Inception of 2015 has 1008 classes, in an order of its own: name them by the two files in"
              + " the archive that it came in, "
              + LabelFiles.NODES
              + " and "
              + LabelFiles.SYNSETS);
    }
    return Optional.empty();
  }

  /** The names of a class; empty ones if it is unknown. */
  public Label label(int nodeId) {
    return labels.getOrDefault(nodeId, UNKNOWN);
  }

  /**
   * Returns the names of a head's classes.
   *
   * @throws IllegalArgumentException if there is no such head
   */
  public LabelMap head(String name) {
    LabelMap map = heads.get(name);
    if (map == null) {
      throw new IllegalArgumentException("the labels have no head '" + name + "'");
    }
    return map;
  }

  /**
   * Returns the names of classes that are counted from another number.
   *
   * @param offset the number of the class that is 0 here; those below it are the background
   */
  LabelMap behind(int offset) {
    if (offset == 0) {
      return this;
    }
    Map<Integer, Label> moved = new HashMap<>();
    for (int number = 0; number < offset; number++) {
      moved.put(number, BACKGROUND);
    }
    labels.forEach((number, label) -> moved.put(number + offset, label));
    return new LabelMap(moved);
  }

  /** Digits that differ where anything is called otherwise. */
  public String digest() {
    Hasher hasher = Hashing.sha256().newHasher();
    new TreeMap<>(labels)
        .forEach((node, label) -> put(put(hasher.putInt(node), label.synset()), label.words()));
    new TreeMap<>(heads).forEach((name, map) -> put(put(hasher, name), map.digest()));
    return hasher.hash().toString().substring(0, DIGITS);
  }

  private static Hasher put(Hasher hasher, String text) {
    return hasher.putInt(text.length()).putUnencodedChars(text);
  }
}
