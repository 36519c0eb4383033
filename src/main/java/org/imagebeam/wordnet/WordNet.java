package org.imagebeam.wordnet;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of WordNet 3.0 that the 1000 classes of ImageNet need: their synsets, and all that are
 * above them. Immutable, so safe for use by many threads.
 */
public final class WordNet {
  private static final String RESOURCE = "hypernyms.tsv";
  private static final Splitter TABS = Splitter.on('\t');
  private static final Splitter IDS = Splitter.on(' ').omitEmptyStrings();
  private static final Splitter WORDS = Splitter.on(", ");

  private final ImmutableMap<String, Synset> synsets;

  private WordNet(ImmutableMap<String, Synset> synsets) {
    this.synsets = synsets;
  }

  /** Loaded where groups are asked for, and in no other run. */
  private static final class Loaded {
    static final WordNet WHOLE = load();

    private static WordNet load() {
      try {
        String text =
            Resources.toString(
                Resources.getResource(WordNet.class, RESOURCE), StandardCharsets.US_ASCII);
        ImmutableMap.Builder<String, Synset> synsets = ImmutableMap.builder();
        for (String line : text.lines().toList()) {
          List<String> cells = TABS.splitToList(line);
          synsets.put(
              cells.get(0),
              new Synset(
                  cells.get(0),
                  ImmutableList.copyOf(WORDS.split(cells.get(2))),
                  ImmutableList.copyOf(IDS.split(cells.get(1)))));
        }
        return new WordNet(synsets.buildOrThrow());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Returns what the jar has, which is read at the first call. */
  public static WordNet ofImageNet() {
    return Loaded.WHOLE;
  }

  /** Whether a synset is a class of ImageNet, or above one. */
  public boolean has(String id) {
    return synsets.containsKey(id);
  }

  /** Returns a synset that is a class of ImageNet, or above one; nothing for another id. */
  public Optional<Synset> find(String id) {
    return Optional.ofNullable(synsets.get(id));
  }

  /** Returns all synsets, sorted by their ids. */
  public ImmutableList<Synset> synsets() {
    return synsets.values().asList();
  }

  /**
   * Returns what a synset is a kind of: from its parents to {@code entity}, near ones first, each
   * once however many ways lead to it. None if the synset isn't known.
   */
  public ImmutableList<Synset> groups(String id) {
    Map<String, Synset> found = new LinkedHashMap<>();
    Deque<String> waiting = new ArrayDeque<>(parents(synsets.get(id)));
    while (!waiting.isEmpty()) {
      Synset synset = requireNonNull(synsets.get(waiting.remove()));
      if (found.putIfAbsent(synset.id(), synset) == null) {
        waiting.addAll(synset.parents());
      }
    }
    return ImmutableList.copyOf(found.values());
  }

  private static List<String> parents(@Nullable Synset synset) {
    return synset == null ? List.of() : synset.parents();
  }

  /** Returns the ids of a synset and of all that are kinds of it. */
  public ImmutableSet<String> under(Synset group) {
    return synsets.keySet().stream()
        .filter(id -> id.equals(group.id()) || groups(id).contains(group))
        .collect(ImmutableSet.toImmutableSet());
  }
}
