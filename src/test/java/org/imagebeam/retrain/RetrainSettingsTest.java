package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.bottleneck.Split;
import org.imagebeam.finetune.RateSchedule;
import org.imagebeam.head.HeadSettings;
import org.imagebeam.image.DistortionSettings;
import org.junit.jupiter.api.Test;

class RetrainSettingsTest {
  private static RetrainSettings of(String... others) {
    List<String> args = new ArrayList<>(List.of("--images=in", "--output=out"));
    args.addAll(List.of(others));
    return RetrainSettings.of(
        PipelineOptionsFactory.fromArgs(args.toArray(String[]::new)).as(RetrainOptions.class));
  }

  @Test
  void shouldHaveTheDefaultsOfRetrain() {
    RetrainSettings settings = of();
    assertEquals(new HeadSettings(4000, 0.01f, 100, 1000, 10, 1000, 1), settings.head());
    assertEquals(new Split(10, 10, 1), settings.split());
    assertEquals("out/bottlenecks", settings.bottlenecks());
    assertEquals(DistortionSettings.NONE, settings.distortions());
    assertEquals(0, settings.copies());
    assertTrue(settings.fineTune().isEmpty());
  }

  @Test
  void shouldTakeWhatIsGiven() {
    RetrainSettings settings =
        of("--randomCrop=5", "--distortedCopies=3", "--fineTune=mixed_10", "--seed=7");
    assertEquals(new DistortionSettings(false, 5, 0, 0), settings.distortions());
    assertEquals(3, settings.copies());
    assertEquals("mixed_10", settings.fineTune().orElseThrow().layers());
    assertEquals(settings.distortions(), settings.fineTune().orElseThrow().distortions());
    assertEquals(7, settings.head().seed());
    assertEquals(7, settings.split().seed());
  }

  @Test
  void shouldTakeOnlyModelsThatComputeUnlessTold() {
    assertFalse(of().model().allowUnsafeModel());
    assertTrue(of("--allowUnsafeModel").model().allowUnsafeModel());
  }

  @Test
  void shouldTuneMoreGentlyThanItTrains() {
    RetrainSettings settings = of("--fineTune=all");
    RateSchedule rate = settings.fineTune().orElseThrow().rate();
    assertTrue(rate.peak() < settings.head().learningRate());
    assertTrue(rate.at(0) < rate.peak());
    assertTrue(rate.at(rate.steps() - 1) < rate.peak());
    assertEquals(
        new RateSchedule(40, 0.5f, 0.25, RateSchedule.Decay.NONE),
        of(
                "--fineTune=all",
                "--fineTuneSteps=40",
                "--fineTuneLearningRate=0.5",
                "--fineTuneWarmupRatio=0.25",
                "--fineTuneDecay=none")
            .fineTune()
            .orElseThrow()
            .rate());
  }

  @Test
  void shouldNameAnInvalidSetting() {
    Map<String, String> messages =
        Map.ofEntries(
            Map.entry("--steps=0", "steps must be at least 1, not 0"),
            Map.entry("--learningRate=0", "learningRate must be above 0, not 0.0"),
            Map.entry("--learningRate=NaN", "learningRate must be above 0, not NaN"),
            Map.entry("--trainBatchSize=0", "trainBatchSize must be at least 1, not 0"),
            Map.entry("--validationBatchSize=-1", "validationBatchSize must be at least 0, not -1"),
            Map.entry("--evalStepInterval=0", "evalStepInterval must be at least 1, not 0"),
            Map.entry("--saveEverySteps=0", "saveEverySteps must be at least 1, not 0"),
            Map.entry("--testingPercentage=101", "testingPercentage must be 0 to 100, not 101"),
            Map.entry("--randomCrop=-1", "randomCrop must be 0 to 150 percent, not -1"),
            Map.entry(
                "--randomBrightness=101", "randomBrightness must be 0 to 100 percent, not 101"),
            Map.entry("--distortedCopies=0", "distortedCopies must be at least 1, not 0"),
            Map.entry(
                "--fineTuneDecay=linear", "fineTuneDecay must be cosine or none, not 'linear'"),
            Map.entry("--batchSize=-1", "batchSize must be at least 0, not -1"),
            Map.entry("--exif=turn", "exif must be apply or ignore, not 'turn'"));
    messages.forEach(
        (option, message) ->
            assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> of("--fineTune=all", option))
                    .getMessage()));
  }
}
