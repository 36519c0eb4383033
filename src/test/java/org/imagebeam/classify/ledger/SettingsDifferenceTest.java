package org.imagebeam.classify.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.imagebeam.classify.answer.Outputs;
import org.imagebeam.classify.answer.RowContent;
import org.imagebeam.classify.answer.TopK;
import org.imagebeam.imagemodel.InferenceSettings;
import org.junit.jupiter.api.Test;

class SettingsDifferenceTest {
  @Test
  void shouldNotNameWhatFollowsFromOtherOutputs() {
    RowContent labels = RowContent.labels(new TopK(5, 0.5f));
    RowContent embedding = new RowContent(Outputs.EMBEDDING, new TopK(5), "pool", true);
    RowContent both = new RowContent(Outputs.BOTH, new TopK(5), "pool", true);
    assertEquals(List.of("outputs=embedding (now both)"), between(embedding, both));
    assertEquals(List.of("outputs=both (now embedding)"), between(both, embedding));
    assertEquals(List.of("outputs=embedding (now labels)"), between(embedding, labels));
    assertEquals(
        List.of("minScore=0.5 (now not stated)", "outputs=labels (now both)"),
        between(labels, both));
    assertEquals(
        List.of("outputs=embedding (now labels)"), between(embedding, labels.withGroups(true)));
    assertEquals(List.of("groups not stated (now true)"), between(labels, labels.withGroups(true)));
  }

  @Test
  void shouldNameWhatDiffersBeside() {
    RowContent both = new RowContent(Outputs.BOTH, new TopK(5), "pool", true);
    RowContent other = new RowContent(Outputs.BOTH, new TopK(3), "conv", true);
    assertEquals(List.of("embedding=pool (now conv)", "topK=5 (now 3)"), between(both, other));
    assertEquals(
        List.of("other labels"),
        SettingsDifference.between(
            Set.of("labels"), Map.of("labels", "one"), Map.of("labels", "two")));
  }

  private static List<String> between(RowContent before, RowContent now) {
    Map<String, String> was = values(before);
    Map<String, String> is = values(now);
    Set<String> names = new TreeSet<>(was.keySet());
    names.addAll(is.keySet());
    return SettingsDifference.between(names, was, is);
  }

  private static Map<String, String> values(RowContent content) {
    return RowSettings.of(content, InferenceSettings.DEFAULT, "labels", "{}").values();
  }
}
