package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;

/** The one trainer of the last layer: reads the cache, and gives the layer's checkpoint. */
final class TrainHeadFn extends DoFn<BottleneckWork, String> {
  private static final long serialVersionUID = 1L;

  private final Counter steps =
      Metrics.counter(RetrainMetrics.NAMESPACE, RetrainMetrics.HEAD_STEPS);
  private final HeadSettings settings;
  private final OutputFolder output;

  TrainHeadFn(HeadSettings settings, OutputFolder output) {
    this.settings = requireNonNull(settings, "settings is null");
    this.output = requireNonNull(output, "output is null");
  }

  @ProcessElement
  public void train(@Element BottleneckWork work, OutputReceiver<String> out) throws IOException {
    BottleneckSet set = BottleneckSet.load(work);
    try (HeadTrainer trainer =
        new HeadTrainer(
            settings,
            output,
            ExampleTensors.distorted(set.examples(Side.TRAINING)),
            ExampleTensors.plain(set.examples(Side.VALIDATION)),
            set.labels().size(),
            steps::inc)) {
      out.output(trainer.run());
    }
  }
}
