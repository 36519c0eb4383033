package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.imagebeam.bottleneck.BottleneckExamples;
import org.imagebeam.bottleneck.BottleneckSet;
import org.imagebeam.bottleneck.BottleneckWork;
import org.imagebeam.bottleneck.Side;
import org.imagebeam.finetune.FineTuneCheckpoints;
import org.imagebeam.finetune.FineTuneData;
import org.imagebeam.finetune.FineTuneSettings;
import org.imagebeam.finetune.FineTuner;
import org.imagebeam.finetune.TunedWeights;
import org.imagebeam.head.HeadTrainer;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.progress.ProgressId;
import org.jspecify.annotations.Nullable;

/** Tunes the layers below the trained one, if that is wanted. */
final class FineTuneFn extends DoFn<String, TrainedCheckpoints> {
  private static final long serialVersionUID = 1L;

  private final Counter steps =
      Metrics.counter(RetrainMetrics.NAMESPACE, RetrainMetrics.FINE_TUNE_STEPS);
  private final BottleneckWork work;
  private final @Nullable FineTuneSettings settings;
  private final OutputFolder output;
  private final ProgressId progress;

  /**
   * @param settings if it is wanted
   * @param progress gets a phase
   */
  FineTuneFn(
      BottleneckWork work,
      Optional<FineTuneSettings> settings,
      OutputFolder output,
      ProgressId progress) {
    this.work = requireNonNull(work, "work is null");
    this.settings = settings.orElse(null);
    this.output = requireNonNull(output, "output is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  @ProcessElement
  public void tune(@Element String head, OutputReceiver<TrainedCheckpoints> out)
      throws IOException {
    out.output(settings == null ? TrainedCheckpoints.headAlone(head) : tune(head, settings));
  }

  private TrainedCheckpoints tune(String head, FineTuneSettings wanted) throws IOException {
    List<EvaluationRow> before = output.rows();
    long saved = FineTuner.savedStep(output.path()).orElse(-1);
    List<EvaluationRow> rows = new ArrayList<>();
    before.stream()
        .filter(row -> row.phase() == EvaluationRow.Phase.HEAD || row.step() <= saved)
        .forEach(rows::add);
    try (FineTuner tuner =
        FineTuner.open(
            work.openModel(), HeadTrainer.read(head), wanted, work.settings().inference())) {
      TunedWeights best =
          tuner.run(data(), output.path(), List.copyOf(rows), row -> keep(rows, row), progress);
      return best.step() == 0
          ? TrainedCheckpoints.headAlone(head)
          : new TrainedCheckpoints(
              head, FineTuneCheckpoints.best(output.path(), best.step()), best.step());
    }
  }

  private FineTuneData data() throws IOException {
    BottleneckSet set = BottleneckSet.loadWithoutVectors(work);
    return new FineTuneData(
        files(set.examples(Side.TRAINING)), files(set.examples(Side.VALIDATION)));
  }

  private static FineTuneData.LabelledFiles files(BottleneckExamples examples) {
    return new FineTuneData.LabelledFiles(
        IntStream.range(0, examples.size()).mapToObj(i -> examples.image(i).file()).toList(),
        examples.labels());
  }

  private void keep(List<EvaluationRow> rows, EvaluationRow row) {
    EvaluationRow last = rows.isEmpty() ? row : rows.get(rows.size() - 1);
    steps.inc(
        last.phase() == EvaluationRow.Phase.FINE_TUNE ? row.step() - last.step() : row.step());
    rows.add(row);
    try {
      output.write(rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
