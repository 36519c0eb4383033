package org.imagebeam.cli.show;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.storage.FileFilter;
import org.imagebeam.wordnet.GroupName;
import org.jspecify.annotations.Nullable;

/** Says which rows are wanted, by each row's best label. Counts them; not thread-safe. */
public final class RowFilter {
  private static final String WILDCARDS = "*?[{";

  private final Wanted wanted;
  private final ImmutableList<Pattern> labels;
  private final Optional<ImmutableSet<String>> synsets;
  private final Predicate<String> path;
  private long rows;
  private long taken;
  private boolean labelled;
  private boolean synset;

  /**
   * What is asked for.
   *
   * @param labels words, of which the best label has one; none if any label will do
   * @param group that the best label is of, as {@link GroupName} takes it
   * @param minScore that the best label has at least
   * @param maxScore that it has at most
   * @param failures whether failures alone are wanted
   * @param path a part of the image's path; or, if it has wildcards, a glob
   */
  public record Wanted(
      List<String> labels,
      Optional<String> group,
      @Nullable Double minScore,
      @Nullable Double maxScore,
      boolean failures,
      Optional<String> path) {
    /** Copies the labels. */
    public Wanted {
      labels = List.copyOf(labels);
    }

    private boolean ofLabels() {
      return !labels.isEmpty() || group.isPresent() || minScore != null || maxScore != null;
    }

    private boolean everything() {
      return !ofLabels() && !failures && path.isEmpty();
    }
  }

  /**
   * Makes a filter.
   *
   * @throws InvalidValueException if a value is invalid, or two can't be met together; names the
   *     setting
   */
  public RowFilter(Wanted wanted) {
    if (wanted.failures() && wanted.ofLabels()) {
      throw InvalidValueException.of(
          "failures",
          "can't be asked for together with labels or scores, which failures don't have");
    }
    if (wanted.minScore() != null
        && wanted.maxScore() != null
        && wanted.minScore() > wanted.maxScore()) {
      throw InvalidValueException.of(
          "minScore",
          "must be at most the maxScore of " + wanted.maxScore() + ", not " + wanted.minScore());
    }
    this.wanted = wanted;
    this.labels =
        wanted.labels().stream().map(RowFilter::words).collect(ImmutableList.toImmutableList());
    this.synsets = wanted.group().map(group -> GroupName.idsUnder("under", group));
    this.path = wanted.path().map(RowFilter::path).orElse(any -> true);
  }

  /** Finds the words as a whole: 'cat' isn't in 'caterpillar'. */
  private static Pattern words(String text) {
    return Pattern.compile(
        "(?<![\\p{L}\\p{N}])" + Pattern.quote(text.strip()) + "(?![\\p{L}\\p{N}])",
        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  }

  private static Predicate<String> path(String text) {
    if (text.chars().noneMatch(c -> WILDCARDS.indexOf(c) >= 0)) {
      return path -> path.contains(text);
    }
    try {
      return new FileFilter(List.of(text), List.of(), true).ofNamedFiles();
    } catch (IllegalArgumentException e) {
      throw InvalidValueException.of("path", String.valueOf(e.getMessage()));
    }
  }

  /** Whether a row is wanted. */
  boolean takes(ShownRow row) {
    rows++;
    boolean wantedRow =
        path.test(row.path())
            && (!wanted.failures() || row.failure() != null)
            && (!wanted.ofLabels() || takesLabel(row));
    taken += wantedRow ? 1 : 0;
    return wantedRow;
  }

  private boolean takesLabel(ShownRow row) {
    if (row.labels().isEmpty()) {
      return false;
    }
    ShownRow.Label best = row.labels().get(0);
    labelled = true;
    synset |= !best.synset().isEmpty();
    // A score that isn't known is neither low nor high.
    return (labels.isEmpty() || labels.stream().anyMatch(word -> word.matcher(best.text()).find()))
        && (synsets.isEmpty() || synsets.get().contains(best.synset()))
        && (wanted.minScore() == null || best.score() >= wanted.minScore().floatValue())
        && (wanted.maxScore() == null || best.score() <= wanted.maxScore().floatValue());
  }

  /**
   * Sees that a group was not looked for among labels that have none.
   *
   * @throws InvalidValueException if so
   */
  void requireSynsets() {
    if (synsets.isPresent() && labelled && !synset) {
      throw InvalidValueException.of(
          "under",
          "is for labels with ImageNet's WordNet ids: none of the rows has one, so they are of another"
              + " model; filter by label instead");
    }
  }

  /** Returns how many rows of how many were taken; nothing if all are wanted. */
  public Optional<String> count() {
    return wanted.everything()
        ? Optional.empty()
        : Optional.of(taken + " of " + rows + " rows match");
  }
}
