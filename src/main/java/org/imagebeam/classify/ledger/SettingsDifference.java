package org.imagebeam.classify.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.imagebeam.classify.answer.Outputs;
import org.jspecify.annotations.Nullable;

/** Says in words in which settings two runs differ. */
public final class SettingsDifference {
  /** What is stated of rows with labels only. */
  private static final Set<String> OF_LABELS =
      Set.of(RowSettings.LABELS, "topK", "minScore", "groups");

  /** What is stated of rows with an embedding only. */
  private static final Set<String> OF_EMBEDDING = Set.of("embedding", "normalizeEmbedding");

  private SettingsDifference() {}

  /**
   * A phrase for each setting that differs, such as {@code topK=5 (now 3)}.
   *
   * @param names of the settings to compare
   * @param before by name; what is missing there was not stated, or not known
   * @param now by name; what is missing there isn't stated
   */
  public static List<String> between(
      Collection<String> names, Map<String, String> before, Map<String, String> now) {
    List<String> phrases = new ArrayList<>();
    for (String name : names) {
      String was = before.get(name);
      String is = now.get(name);
      boolean differs = was == null ? is != null : !was.equals(is);
      if (differs && !followsFromOutputs(name, outputs(before), outputs(now))) {
        // Some values hold characters that would end the line.
        phrases.add(phrase(name, was, is).replaceAll("\\p{Cntrl}+", " "));
      }
    }
    return phrases;
  }

  /** Whether a setting differs because one of both has no labels, or no embedding. */
  private static boolean followsFromOutputs(String name, Outputs before, Outputs now) {
    return (OF_LABELS.contains(name) && before.hasLabels() != now.hasLabels())
        || (OF_EMBEDDING.contains(name) && before.hasEmbedding() != now.hasEmbedding());
  }

  /** Labels alone aren't stated, as former releases didn't; nor is what isn't known. */
  private static Outputs outputs(Map<String, String> settings) {
    String stated = settings.getOrDefault(RowSettings.OUTPUTS, "");
    return Stream.of(Outputs.values())
        .filter(outputs -> RowSettings.word(outputs).equals(stated))
        .findFirst()
        .orElse(Outputs.LABELS);
  }

  private static String phrase(String name, @Nullable String was, @Nullable String is) {
    return switch (name) {
      case RowSettings.LABELS -> "other labels";
      case RowSettings.OUTPUTS -> name + "=" + orLabels(was) + " (now " + orLabels(is) + ")";
      case RowSettings.FORMAT -> "the rows of another release of imagebeam";
      case RowSettings.MODEL_JSON -> orNone(was) + " (now " + orNone(is) + ")";
      default ->
          name
              + (was == null ? " not stated" : "=" + was)
              + (is == null ? " (now not stated)" : " (now " + is + ")");
    };
  }

  private static String orLabels(@Nullable String outputs) {
    return outputs == null ? RowSettings.word(Outputs.LABELS) : outputs;
  }

  private static String orNone(@Nullable String json) {
    return json == null || json.isEmpty() ? "no model.json" : "the model.json " + json;
  }
}
