package org.imagebeam.wordnet;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.NearestName;

/** Finds the group that somebody means by a word, such as {@code dog}, or by its WordNet id. */
public final class GroupName {
  private static final Pattern ID = Pattern.compile("n\\d{8}");

  private GroupName() {}

  /**
   * Returns the ids of the classes that are of a group, and of the groups below it.
   *
   * @param setting that the text was given for, for the message
   * @param text as {@link #find} takes it
   * @throws InvalidValueException as {@link #find}
   */
  public static ImmutableSet<String> idsUnder(String setting, String text) {
    return WordNet.ofImageNet().under(find(setting, text));
  }

  /**
   * Returns the group, which may be a class itself. A word that several synsets have means the one
   * whose first word it is, if there is exactly one.
   *
   * @param setting that the text was given for, for the message
   * @param text a word of the group in letters of either case, or its id such as {@code n02084071}
   * @throws InvalidValueException if there is none, with a word that is like it; or if several
   *     could be meant, naming all with their ids
   */
  public static Synset find(String setting, String text) {
    String word = text.strip().replace('_', ' ').toLowerCase(Locale.ROOT);
    List<Synset> all = WordNet.ofImageNet().synsets();
    List<Synset> meant =
        all.stream()
            .filter(
                synset -> synset.id().equals(word) || synset.words().stream().anyMatch(is(word)))
            .toList();
    List<Synset> first = meant.stream().filter(synset -> is(word).test(synset.name())).toList();
    if (meant.size() == 1) {
      return meant.get(0);
    }
    if (first.size() == 1) {
      return first.get(0);
    }
    throw InvalidValueException.of(
        setting,
        meant.isEmpty() ? unknown(text.strip(), word, all) : ambiguous(text.strip(), meant));
  }

  private static Predicate<String> is(String word) {
    return other -> other.toLowerCase(Locale.ROOT).equals(word);
  }

  private static String unknown(String text, String word, List<Synset> all) {
    if (ID.matcher(word).matches()) {
      return "'" + text + "' is no class of ImageNet's, and none is a kind of it";
    }
    TreeSet<String> known = new TreeSet<>();
    all.forEach(synset -> synset.words().forEach(one -> known.add(one.toLowerCase(Locale.ROOT))));
    Optional<String> nearest = NearestName.of(word, known);
    return "'"
        + text
        + "' is no group of ImageNet's classes, and no class: "
        + nearest
            .map(name -> "'" + name + "' is one")
            .orElse("'dog' is one, and n02084071 the same");
  }

  private static String ambiguous(String text, List<Synset> meant) {
    return "'"
        + text
        + "' has several meanings: "
        + meant.stream().map(GroupName::describe).collect(Collectors.joining("; "))
        + ". Give the number of one";
  }

  private static String describe(Synset synset) {
    List<Synset> groups = WordNet.ofImageNet().groups(synset.id());
    String above = groups.isEmpty() ? "" : ", a kind of " + groups.get(0).name();
    return synset.id() + " (" + String.join(", ", synset.words()) + above + ")";
  }
}
