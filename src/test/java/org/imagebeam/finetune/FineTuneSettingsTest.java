package org.imagebeam.finetune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.imagebeam.image.DistortionSettings;
import org.junit.jupiter.api.Test;

class FineTuneSettingsTest {
  private static final RateSchedule RATE = new RateSchedule(1, 1, 0, RateSchedule.Decay.NONE);

  private static String refusal(String layers, int batch, long every, int patience) {
    return assertThrows(
            IllegalArgumentException.class,
            () ->
                new FineTuneSettings(
                    layers, RATE, batch, every, patience, DistortionSettings.NONE, 1))
        .getMessage();
  }

  @Test
  void shouldSayFromWhichLayerOn() {
    assertEquals(Optional.empty(), FineTuneFixture.settings("all", 1, 1, 1).fromLayer());
    assertEquals(
        Optional.of("mixed_10"), FineTuneFixture.settings("mixed_10", 1, 1, 1).fromLayer());
  }

  @Test
  void shouldNameAnInvalidSetting() {
    assertEquals(
        "fineTune must be 'all' or the name of a layer, and is empty", refusal(" ", 1, 1, 1));
    assertEquals("fineTuneBatchSize must be at least 1, not -3", refusal("all", -3, 1, 1));
    assertEquals("fineTuneEvalInterval must be at least 1, not 0", refusal("all", 1, 0, 1));
    assertEquals("fineTunePatience must be at least 1, not 0", refusal("all", 1, 1, 0));
  }

  @Test
  void shouldNeedImagesOfBothKinds() {
    FineTuneData.LabelledFiles none = new FineTuneData.LabelledFiles(List.of(), List.of());
    assertEquals(
        "fineTune has no training images to learn from",
        assertThrows(IllegalArgumentException.class, () -> new FineTuneData(none, none))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new FineTuneData.LabelledFiles(List.of(), List.of(1)));
  }
}
