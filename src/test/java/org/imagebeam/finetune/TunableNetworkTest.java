package org.imagebeam.finetune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.head.HeadWeights;
import org.imagebeam.image.DistortionSettings;
import org.imagebeam.image.ExifMode;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.progress.ProgressId;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.InceptionV3;
import org.imagebeam.testing.Shared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Networks as they are used, rather than as tests make them. */
class TunableNetworkTest {
  private static final List<String> FLOWERS = List.of("daisy", "roses", "sunflowers");

  @TempDir Path temp;

  private static FineTuneData.LabelledFiles flowers(int from, int to) throws IOException {
    List<MatchResult.Metadata> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < FLOWERS.size(); label++) {
      try (Stream<Path> all = Files.list(Shared.require("flowers/" + FLOWERS.get(label)))) {
        for (Path file : all.sorted().toList().subList(from, to)) {
          files.add(Storage.stat(file.toString()).orElseThrow());
          labels.add(label);
        }
      }
    }
    return new FineTuneData.LabelledFiles(files, labels);
  }

  @Test
  @Timeout(120)
  void shouldTuneATrainedMobileNet() throws IOException {
    ModelFolder model = ModelFolder.open(Shared.require("mobilenet-v1-tiny").toString());
    FineTuneData data = new FineTuneData(flowers(0, 20), flowers(20, 30));
    FineTuneSettings settings =
        new FineTuneSettings(
            "all",
            new RateSchedule(60, 1e-3f, 0.1, RateSchedule.Decay.COSINE),
            12,
            10,
            9,
            new DistortionSettings(true, 0, 10, 0),
            5);
    HeadWeights head = HeadWeights.initial(256, FLOWERS.size(), 1);
    List<EvaluationRow> rows = new ArrayList<>();
    TunedWeights tuned;
    try (FineTuner tuner =
        FineTuner.open(
            model, head, settings, InferenceSettings.DEFAULT.withExif(ExifMode.IGNORE))) {
      tuned = tuner.run(data, temp.toString(), List.of(), rows::add, ProgressId.NONE);
    }
    assertEquals(7, rows.size());
    assertTrue(
        rows.get(6).validationCrossEntropy() < 0.7 * rows.get(0).validationCrossEntropy(),
        rows.toString());
    assertTrue(rows.get(6).validationAccuracy() > 0.6, rows.toString());
    assertEquals(2 * 27, tuned.constants().size());
  }

  @Test
  void shouldHaveGradientsForAllOfInception() throws IOException {
    ModelFolder model = ModelFolder.open(InceptionV3.writeModelFolder(temp, 1).toString());
    TunableNetwork network = TunableNetwork.of(model, model.readGraph(), Optional.empty());
    assertEquals(2 * 94, network.weights().size());
    try (FineTuneGraph graph = new FineTuneGraph(network, 2048, 5)) {
      assertEquals(2 * 94 + 2, graph.variables().learned().size());
      assertEquals(3 * (2 * 94 + 2) + 3, graph.variables().all().size());
    }
  }
}
