package org.imagebeam.wordnet;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;

/**
 * A concept of WordNet 3.0. Immutable.
 *
 * @param id n and eight digits, such as {@code n02084071}
 * @param words that mean it, the most usual one first; never empty
 * @param parents the ids of its hypernyms: what it is a kind of, or an instance of. Some have
 *     several, and {@code entity} none
 */
public record Synset(String id, ImmutableList<String> words, ImmutableList<String> parents) {
  /** Checks that nothing is missing. */
  public Synset {
    requireNonNull(id, "id is null");
    requireNonNull(words, "words is null");
    requireNonNull(parents, "parents is null");
    if (words.isEmpty()) {
      throw new IllegalArgumentException(id + " has no words");
    }
  }

  /** Returns the most usual word. */
  public String name() {
    return words.get(0);
  }

  /** Returns the id and the words, such as {@code n02083346 (canine, canid)}. */
  @Override
  public String toString() {
    return id + " (" + String.join(", ", words) + ")";
  }
}
