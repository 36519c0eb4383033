package org.imagebeam.classify.ledger;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The images that have rows of other models or other settings than a run's, and none of its own. Of
 * several rows of an image, the newest is told. Not thread-safe.
 */
final class OtherRows {
  private final String model;

  /** By the id of the settings; of the run's model. */
  private final Map<String, BitSet> bySettings = new TreeMap<>();

  private final Map<String, BitSet> byModel = new TreeMap<>();

  /** Starts with none; {@code model} is the run's, as rows name it. */
  OtherRows(String model) {
    this.model = model;
  }

  /** Notes a row that is newer than those noted before. */
  void note(int image, LedgerRow row) {
    bySettings.values().forEach(images -> images.clear(image));
    byModel.values().forEach(images -> images.clear(image));
    boolean sameModel = row.model().equals(model);
    (sameModel ? bySettings : byModel)
        .computeIfAbsent(sameModel ? row.settings() : row.model(), id -> new BitSet())
        .set(image);
  }

  /** Forgets the rows of some images. */
  void remove(BitSet images) {
    bySettings.values().forEach(noted -> noted.andNot(images));
    byModel.values().forEach(noted -> noted.andNot(images));
  }

  /** Returns the number of images. */
  int count() {
    int count = 0;
    for (Map<String, BitSet> each : List.of(bySettings, byModel)) {
      count += each.values().stream().mapToInt(BitSet::cardinality).sum();
    }
    return count;
  }

  /**
   * Returns a sentence for each kind of other rows.
   *
   * @param now the settings of the run
   * @param known those of each id
   */
  List<String> sentences(Map<String, String> now, Map<String, Map<String, String>> known) {
    List<String> sentences = new ArrayList<>();
    byModel.forEach(
        (id, images) -> add(sentences, images, "of the model " + id + " (now " + model + ")"));
    bySettings.forEach(
        (id, images) ->
            add(sentences, images, difference(id, now, known.getOrDefault(id, Map.of()))));
    return sentences;
  }

  private static void add(List<String> sentences, BitSet images, String what) {
    if (!images.isEmpty()) {
      sentences.add(
          (images.cardinality() == 1
                  ? "1 image is classified anew: the row that it has is "
                  : images.cardinality()
                      + " images are classified anew: the rows that they have are ")
              + what);
    }
  }

  private static String difference(String id, Map<String, String> now, Map<String, String> before) {
    if (id.isEmpty()) {
      return "of a former release of imagebeam, which didn't note the settings";
    }
    return before.isEmpty()
        ? "of other settings (" + id + ")"
        : "of other settings: "
            + String.join(", ", SettingsDifference.between(names(before, now), before, now));
  }

  private static Set<String> names(Map<String, String> before, Map<String, String> now) {
    Set<String> names = new TreeSet<>(now.keySet());
    names.addAll(before.keySet());
    return names;
  }
}
