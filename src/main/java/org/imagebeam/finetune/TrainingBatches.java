package org.imagebeam.finetune;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.imagebeam.image.Distortion;
import org.imagebeam.learn.BatchSampler;
import org.imagebeam.learn.StepSeeds;

/**
 * Draws what each step of a fine-tuning learns from: a pure function of the settings and the step.
 * Immutable and safe for use by many threads.
 */
final class TrainingBatches {
  private final FineTuneSettings settings;
  private final FineTuneData.LabelledFiles examples;
  private final BatchSampler sampler;

  TrainingBatches(FineTuneSettings settings, FineTuneData.LabelledFiles examples) {
    this.settings = settings;
    this.examples = examples;
    this.sampler = new BatchSampler(settings.seed(), examples.labels(), settings.batchSize());
  }

  /**
   * Returns the views of a step's batch.
   *
   * @param step counted from 0
   */
  List<BatchReader.View> batch(long step) {
    SplittableRandom random = new SplittableRandom(StepSeeds.mix(settings.seed(), step));
    List<BatchReader.View> views = new ArrayList<>();
    for (int example : sampler.batch(step)) {
      Distortion view =
          settings.distortions().isNone()
              ? Distortion.NONE
              : settings.distortions().draw(random.split());
      views.add(
          new BatchReader.View(
              examples.files().get(example), view, examples.labels().get(example)));
    }
    return views;
  }
}
