package org.imagebeam.retrain;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.bottleneck.BottleneckSettings;
import org.imagebeam.bottleneck.LabelledFolder;
import org.imagebeam.bottleneck.LabelledImage;
import org.imagebeam.finetune.FineTuneSettings;
import org.imagebeam.head.HeadSettings;

/** Describes, by the names of the options, all that decides what comes out of a training. */
final class RunDescription {
  private static final int DIGITS = 16;

  private RunDescription() {}

  /**
   * @param fineTune if there is to be one
   */
  static Map<String, String> of(
      LabelledFolder images,
      BottleneckSettings bottlenecks,
      HeadSettings head,
      Optional<FineTuneSettings> fineTune) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("model", bottlenecks.model().id() + " " + bottlenecks.model().node());
    values.put("images", images.images().size() + " files, " + fingerprint(images));
    values.put("testingPercentage", Integer.toString(images.split().testingPercentage()));
    values.put("validationPercentage", Integer.toString(images.split().validationPercentage()));
    values.put("seed", Long.toString(head.seed()));
    values.put("steps", Long.toString(head.steps()));
    values.put("learningRate", Float.toString(head.learningRate()));
    values.put("trainBatchSize", Integer.toString(head.trainBatchSize()));
    values.put("validationBatchSize", Integer.toString(head.validationBatchSize()));
    values.put("evalStepInterval", Long.toString(head.evalStepInterval()));
    values.put("pixels", bottlenecks.text(true).replace('\n', ' '));
    values.put("distortedCopies", Integer.toString(bottlenecks.copies()));
    values.put("fineTune", fineTune.map(FineTuneSettings::layers).orElse(""));
    fineTune.ifPresent(
        settings -> {
          values.put("fineTuneSteps", Long.toString(settings.steps()));
          values.put("fineTuneLearningRate", Float.toString(settings.rate().peak()));
          values.put("fineTuneWarmupRatio", Double.toString(settings.rate().warmupRatio()));
          values.put("fineTuneDecay", settings.rate().decay().name().toLowerCase(Locale.ROOT));
          values.put("fineTuneBatchSize", Integer.toString(settings.batchSize()));
          values.put("fineTuneEvalInterval", Long.toString(settings.evalEvery()));
          values.put("fineTunePatience", Integer.toString(settings.patience()));
        });
    return values;
  }

  /** Hashes the files' versions and their classes. */
  private static String fingerprint(LabelledFolder images) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (LabelledImage image : images.images()) {
      hasher
          .putInt(image.label())
          .putLong(image.file().sizeBytes())
          .putLong(image.file().lastModifiedMillis())
          .putInt(image.path().length())
          .putString(image.path(), StandardCharsets.UTF_8);
    }
    images.labels().forEach(label -> hasher.putString(label + "\n", StandardCharsets.UTF_8));
    return hasher.hash().toString().substring(0, DIGITS);
  }
}
