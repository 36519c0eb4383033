package org.imagebeam.classify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in words in which settings two runs differ. */
final class SettingsDifference {
  private SettingsDifference() {}

  /**
   * A phrase for each setting that differs, such as {@code topK=5 (now 3)}.
   *
   * @param names of the settings to compare
   * @param before by name; what is missing there was not stated, or not known
   * @param now by name; what is missing there isn't stated
   */
  static List<String> between(
      Collection<String> names, Map<String, String> before, Map<String, String> now) {
    List<String> phrases = new ArrayList<>();
    for (String name : names) {
      String was = before.get(name);
      String is = now.get(name);
      if (was == null ? is != null : !was.equals(is)) {
        // Some values hold characters that would end the line.
        phrases.add(phrase(name, was, is).replaceAll("\\p{Cntrl}+", " "));
      }
    }
    return phrases;
  }

  private static String phrase(String name, @Nullable String was, @Nullable String is) {
    return switch (name) {
      case RowSettings.LABELS -> "other labels";
      case RowSettings.FORMAT -> "the rows of another release of imagebeam";
      case RowSettings.MODEL_JSON -> orNone(was) + " (now " + orNone(is) + ")";
      default ->
          name
              + (was == null ? " not stated" : "=" + was)
              + (is == null ? " (now not stated)" : " (now " + is + ")");
    };
  }

  private static String orNone(@Nullable String json) {
    return json == null || json.isEmpty() ? "no model.json" : "the model.json " + json;
  }
}
