package org.imagebeam.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The members of a {@code model.json}, as far as they have been read. Not thread-safe. */
final class ModelSpecMembers {
  /** An image of more pixels a side is nothing that a network takes. */
  private static final int MAX_SIDE = 16_384;

  private static final int CHANNELS = 3;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  private static final List<String> KNOWN =
      List.of("input", "output", "bottleneck", "size", "mean", "scale", "sha256");

  /** What people may write for people. */
  private static final Set<String> NOTES =
      Set.of("name", "description", "comment", "licence", "license", "source");

  /** What other programs call it, and what it is here. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "std", "\"scale\" is 1 divided by it",
          "stddev", "\"scale\" is 1 divided by it",
          "variance", "\"scale\" is 1 divided by its square root",
          "height", "\"size\" is [height, width]",
          "width", "\"size\" is [height, width]",
          "labels", "the labels are in " + LabelFiles.LABELS,
          "classes", "the labels are in " + LabelFiles.LABELS);

  private @Nullable String input;
  private @Nullable String output;
  private @Nullable String bottleneck;
  private @Nullable List<Integer> size;
  private @Nullable List<Float> mean;
  private @Nullable List<Float> scale;
  private @Nullable String sha256;

  static boolean isKnown(String name) {
    return KNOWN.contains(name);
  }

  /** Whether a member says something to people alone. */
  static boolean isNote(String name) {
    return NOTES.contains(name);
  }

  /** What is wrong with a member that isn't known, and which one may be meant. */
  static String unknown(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    String hint = OTHER_NAMES.get(lower);
    if (hint == null) {
      String nearest = nearest(lower);
      hint =
          distance(lower, nearest) <= Math.max(1, nearest.length() / 2)
              ? "did you mean \"" + nearest + "\"?"
              : "the members are " + String.join(", ", KNOWN);
    }
    return "unknown member \"" + JsonValue.shortened(name) + "\": " + hint;
  }

  private static String nearest(String name) {
    String nearest = KNOWN.get(0);
    for (String known : KNOWN) {
      if (distance(name, known) < distance(name, nearest)) {
        nearest = known;
      }
    }
    return nearest;
  }

  /** How many letters have to be put in, taken out or changed (Levenshtein 1966). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  /**
   * Takes a member's value.
   *
   * @return what is wrong with the value, if something is
   */
  Optional<String> set(String name, JsonValue value) {
    boolean right =
        switch (name) {
          case "input" -> (input = node(value)) != null;
          case "output" -> (output = node(value)) != null;
          case "bottleneck" -> (bottleneck = node(value)) != null;
          case "size" -> (size = size(value)) != null;
          case "mean" -> (mean = channels(value)) != null;
          case "scale" ->
              (scale = channels(value)) != null && scale.stream().noneMatch(factor -> factor == 0);
          default ->
              (sha256 = value.string().filter(s -> SHA256.matcher(s).matches()).orElse(null))
                  != null;
        };
    if (right) {
      return Optional.empty();
    }
    String instead = value.isNull() ? ": leave it out if there is nothing to state" : "";
    return Optional.of("\"" + name + "\" must be " + wanted(name) + ", not " + value + instead);
  }

  private static String wanted(String name) {
    return switch (name) {
      case "size" -> "[height, width], two whole numbers of 1 to " + MAX_SIDE;
      case "mean" -> "a number, or a list of three for red, green and blue";
      case "scale" -> "a number other than 0, or a list of three for red, green and blue";
      case "sha256" -> "the 64 hex digits of the graph's SHA-256, in quotes";
      default -> "the name of a node, in quotes";
    };
  }

  private static @Nullable String node(JsonValue value) {
    return value.string().filter(name -> !name.isBlank()).orElse(null);
  }

  private static @Nullable List<Integer> size(JsonValue value) {
    List<Integer> sides =
        value.items().stream().flatMap(item -> item.length(MAX_SIDE).stream()).toList();
    return sides.size() == 2 && value.items().size() == 2 ? sides : null;
  }

  private static @Nullable List<Float> channels(JsonValue value) {
    Optional<Float> single = value.number();
    if (single.isPresent()) {
      return List.of(single.get());
    }
    List<Float> numbers = value.items().stream().flatMap(item -> item.number().stream()).toList();
    return numbers.size() == CHANNELS && value.items().size() == CHANNELS ? numbers : null;
  }

  /** The members, with the names of inception-2015-12-05 for nodes that aren't stated. */
  ModelSpec toSpec() {
    ModelSpec names = ModelSpec.INCEPTION_2015;
    return new ModelSpec(
        input == null ? names.input() : input,
        output == null ? names.output() : output,
        bottleneck == null ? names.bottleneck() : bottleneck,
        Optional.ofNullable(size),
        Optional.ofNullable(mean),
        Optional.ofNullable(scale),
        Optional.ofNullable(sha256));
  }
}
