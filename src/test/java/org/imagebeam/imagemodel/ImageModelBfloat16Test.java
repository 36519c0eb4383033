package org.imagebeam.imagemodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.inference.LoadedModel;
import org.imagebeam.model.ModelRef;
import org.imagebeam.session.CpuFeatures;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.FewDigits;
import org.imagebeam.testing.Shared;
import org.junit.jupiter.api.Test;

/** What a network of real weights says in bfloat16, held against what it says in float32. */
class ImageModelBfloat16Test {
  private static final int IMAGES = 250;
  private static final int BATCH = 5;

  /** An image whose best class leads by less can go either way. */
  private static final float CLEAR_LEAD = 0.05f;

  private static final double AGREEMENT = 0.99;

  private static List<Path> flowers() throws IOException {
    try (Stream<Path> files = Files.walk(Shared.require("flowers"))) {
      return files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
  }

  private static List<float[]> scores(Precision precision) throws Exception {
    ModelRef location = ModelRef.of(Shared.require("mobilenet-v2").toString());
    ImageModelHandler<float[]> handler =
        new ImageModelHandler<>(
            location,
            location.open().readGraph().id(),
            ImageModelSettings.of("softmax", new WholeVector())
                .withSession(new SessionOptions(1, precision)));
    List<float[]> scores = new ArrayList<>();
    try (LoadedModel<MatchResult.Metadata, float[], float[]> model = handler.load()) {
      List<float[]> batch = new ArrayList<>();
      for (Path flower : flowers()) {
        batch.add(model.prepare(Storage.stat(flower.toString()).orElseThrow()));
        if (batch.size() == BATCH) {
          scores.addAll(model.run(batch));
          batch.clear();
        }
      }
    }
    return scores;
  }

  private static int best(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }

  private static float lead(float[] scores) {
    float[] sorted = scores.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - 1] - sorted[sorted.length - 2];
  }

  @Test
  void shouldNameWhatFloat32NamesWhereverThatIsClear() throws Exception {
    FewDigits.assumeAllowed();
    List<float[]> exact = scores(Precision.FLOAT32);
    List<float[]> rounded = scores(Precision.BFLOAT16);
    assertEquals(IMAGES, exact.size());
    assertEquals(IMAGES, rounded.size());
    int clear = 0;
    int same = 0;
    boolean different = false;
    for (int i = 0; i < IMAGES; i++) {
      different |= !Arrays.equals(exact.get(i), rounded.get(i));
      if (lead(exact.get(i)) > CLEAR_LEAD) {
        clear++;
        same += best(exact.get(i)) == best(rounded.get(i)) ? 1 : 0;
      }
    }
    assertTrue(clear > IMAGES / 2, clear + " lead clearly");
    assertTrue(same >= AGREEMENT * clear, same + " of " + clear + " are the same");
    if (CpuFeatures.local().hasBfloat16Amx()) {
      assertTrue(different, "all scores are float32's: it computes in that");
    }
    System.out.println("bfloat16: the same best class for " + same + " of " + clear);
  }
}
