package org.imagebeam.classify.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.classify.answer.Outputs;
import org.imagebeam.classify.answer.RowContent;
import org.imagebeam.classify.answer.TopK;
import org.imagebeam.imagemodel.InferenceOptions;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.model.LabelMap;
import org.imagebeam.model.LabelMap.Label;
import org.junit.jupiter.api.Test;

class RowSettingsTest {
  @Test
  void shouldGiveAnotherIdForWhateverARowDependsOn() {
    Set<String> ids = new HashSet<>();
    ids.add(of(5, "labels", "{}").id());
    ids.add(of(3, "labels", "{}").id());
    ids.add(of(5, "others", "{}").id());
    ids.add(of(5, "labels", "{\"mean\":1}").id());
    ids.add(of(5, "labels", "{\"resize\":\"area\"}").id());
    ids.add(of(5, "labels", "{\"crop\":\"center 0.9\"}").id());
    ids.add(of(5, "labels", "{}", "--exif=ignore").id());
    ids.add(of(5, "labels", "{}", "--decode=fast").id());
    ids.add(of(5, "labels", "{}", "--precision=bfloat16").id());
    assertEquals(9, ids.size());
  }

  /** Rows of the release before there were other outputs still count. */
  @Test
  void shouldGiveTheIdOfFormerReleasesToLabelsAlone() {
    assertEquals("f0ccb5e669", of(5, "labels", "{}").id());
  }

  @Test
  void shouldGiveAnotherIdForWhateverIsWritten() {
    Set<String> ids = new HashSet<>();
    for (RowContent content :
        List.of(
            RowContent.labels(new TopK(5)),
            RowContent.labels(new TopK(5, 0)),
            RowContent.labels(new TopK(5, 0.5f)),
            RowContent.labels(new TopK(5)).withGroups(true),
            new RowContent(Outputs.BOTH, new TopK(5), "pool", false),
            new RowContent(Outputs.BOTH, new TopK(5), "pool", true),
            new RowContent(Outputs.BOTH, new TopK(5), "other", true),
            new RowContent(Outputs.EMBEDDING, new TopK(5), "pool", true))) {
      ids.add(RowSettings.of(content, InferenceSettings.DEFAULT, "labels", "{}").id());
    }
    assertEquals(8, ids.size());
    assertEquals(
        RowSettings.of(
            new RowContent(Outputs.EMBEDDING, new TopK(5), "pool", true),
            InferenceSettings.DEFAULT,
            "labels",
            "{}"),
        RowSettings.of(
            new RowContent(Outputs.EMBEDDING, new TopK(3), "pool", true),
            InferenceSettings.DEFAULT,
            "others",
            "{}"),
        "an embedding depends on no label");
  }

  @Test
  void shouldGiveTheSameIdWhateverElseIsOtherwise() {
    assertEquals(
        of(5, "labels", "{}").id(),
        of(
                5,
                "labels",
                "{}",
                "--maxPixels=1",
                "--maxImageBytes=1",
                "--batchSize=1",
                "--sessionThreads=2")
            .id());
  }

  /** Such as 1234567890 or 12345e6789. */
  @Test
  void shouldGiveNoIdThatASpreadsheetTakesForANumber() {
    for (int i = 1; i < 1000; i++) {
      String id = of(i, "labels", "{}").id();
      assertTrue(id.matches("[abcdf][0-9a-f]{9}"), id);
      assertTrue(RowSettings.isId(id));
    }
    for (String other : List.of("", "a12345678", "a1234567890", "1234567890", "e123456789")) {
      assertFalse(RowSettings.isId(other), other);
    }
  }

  @Test
  void shouldTellLabelsApart() {
    LabelMap labels = new LabelMap(Map.of(0, new Label("n1", "cat"), 1, new Label("", "dog")));
    assertEquals(
        labels.digest(),
        new LabelMap(Map.of(1, new Label("", "dog"), 0, new Label("n1", "cat"))).digest());
    for (Map<Integer, Label> others :
        List.of(
            Map.of(0, new Label("n1", "cats"), 1, new Label("", "dog")),
            Map.of(0, new Label("n1c", "at"), 1, new Label("", "dog")),
            Map.of(0, new Label("n1", "dog"), 1, new Label("", "cat")),
            Map.of(0, new Label("n1", "cat")),
            Map.of(0, new Label("n1", "cat"), 2, new Label("", "dog")))) {
      assertNotEquals(labels.digest(), new LabelMap(others).digest());
    }
  }

  private static RowSettings of(int topK, String labels, String json, String... options) {
    InferenceSettings inference =
        InferenceSettings.of(PipelineOptionsFactory.fromArgs(options).as(InferenceOptions.class));
    return RowSettings.of(RowContent.labels(new TopK(topK)), inference, labels, json);
  }
}
