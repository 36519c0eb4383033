package org.imagebeam.train;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.imagebeam.storage.Storage;

/** The one trainer: gets all examples as one element, and gives a row for each epoch. */
final class TrainModelFn extends DoFn<KV<Integer, Iterable<Examples>>, EpochRow> {
  private static final long serialVersionUID = 1L;

  private final Counter steps = Metrics.counter(TrainMetrics.NAMESPACE, TrainMetrics.STEPS);
  private final Distribution saves =
      Metrics.distribution(TrainMetrics.NAMESPACE, TrainMetrics.SAVE_MILLIS);
  private final TrainSettings settings;
  private final DataShape shape;

  TrainModelFn(TrainSettings settings, DataShape shape) {
    this.settings = requireNonNull(settings, "settings is null");
    this.shape = requireNonNull(shape, "shape is null");
  }

  @ProcessElement
  public void train(@Element KV<Integer, Iterable<Examples>> chunks, OutputReceiver<EpochRow> out)
      throws IOException {
    Storage.createFolder(settings.saving().folder());
    try (ExampleTensors examples = new ExampleTensors(shape);
        Trainer trainer = new Trainer(settings, shape, new Counters())) {
      chunks.getValue().forEach(examples::put);
      examples.requireAll();
      trainer.run(examples, out::output);
    }
  }

  private final class Counters implements TrainingProgress {
    @Override
    public void stepsDone(long count) {
      steps.inc(count);
    }

    @Override
    public void saved(long nanos) {
      saves.update(nanos / 1_000_000);
    }
  }
}
