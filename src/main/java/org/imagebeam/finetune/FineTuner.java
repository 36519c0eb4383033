package org.imagebeam.finetune;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.head.HeadWeights;
import org.imagebeam.image.Distortion;
import org.imagebeam.imagemodel.ImageFileReader;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.learn.BatchScore;
import org.imagebeam.learn.BestStep;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.local.UnusedHeap;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.progress.ProgressId;
import org.imagebeam.progress.ProgressPhase;

/**
 * Trains layers below the new one, and the new one with them, from where it stands to the end; in
 * one thread, beside those that read images.
 *
 * <p>Evaluates at the start, each so many steps, and at the end, on all validation images; stops
 * early if that gets no better. What it gives is the best of these, which may be the start, see
 * {@link BestStep}: the rate falls to nothing, so that the last of several that are as good is the
 * one that chance has moved least.
 *
 * <p>All that the next step needs is in the newest checkpoint; the batches, the distortions and the
 * learning rate follow from the settings and the step. A row is told of before the checkpoint of
 * its step is saved, so that no row is missing that a later run doesn't make again.
 */
public final class FineTuner implements AutoCloseable {
  private final FineTuneSettings settings;
  private final List<String> weights;
  private final ImageFileReader images;
  private final FineTuneGraph graph;
  private final FineTuneSession session;
  private double seconds;

  private FineTuner(
      FineTuneSettings settings,
      List<String> weights,
      ImageFileReader images,
      FineTuneGraph graph,
      FineTuneSession session) {
    this.settings = settings;
    this.weights = weights;
    this.images = images;
    this.graph = graph;
    this.session = session;
  }

  /**
   * Opens a session with the model's weights in variables. It holds each of them three times: the
   * value and two slots.
   *
   * @param head what the new layer starts from
   * @param images how they are read
   * @throws org.imagebeam.model.ModelException if the model can't be read, has no such layer, or
   *     can't be trained
   */
  public static FineTuner open(
      ModelFolder model, HeadWeights head, FineTuneSettings settings, InferenceSettings images) {
    try {
      return load(model, head, settings, images);
    } finally {
      // What Java had of the weights goes, before learning needs the memory.
      UnusedHeap.release();
    }
  }

  private static FineTuner load(
      ModelFolder model, HeadWeights head, FineTuneSettings settings, InferenceSettings images) {
    TunableNetwork tunable = TunableNetwork.of(model, model.readGraph(), settings.fromLayer());
    BatchedGraph network = tunable.network();
    FineTuneGraph graph;
    try {
      graph = new FineTuneGraph(tunable, head.features(), head.classes());
    } catch (GraphException e) {
      throw TunableNetwork.unfit(model, e);
    }
    FineTuneSession session = new FineTuneSession(graph, network.height(), network.width());
    try {
      session.initialize(network, tunable.weights(), head);
      ImageFileReader reader = ImageFileReader.of(network, model.spec(), images);
      return new FineTuner(settings, tunable.weights(), reader, graph, session);
    } catch (RuntimeException e) {
      session.close();
      graph.close();
      throw e;
    }
  }

  /**
   * Returns the step from which {@link #run} goes on, if a run before has saved one: its caller
   * keeps no rows of later steps.
   *
   * @param output local or {@code gs://}
   * @throws IOException if what is there can't be read
   */
  public static OptionalLong savedStep(String output) throws IOException {
    return FineTuneCheckpoints.newestStep(output);
  }

  /**
   * Trains to the end.
   *
   * @param output the folder below which the checkpoints are
   * @param before the rows of earlier runs; those of other phases and of later steps than {@link
   *     #savedStep} don't matter
   * @param out gets a row at each evaluation of this run, and keeps it before it returns. The row's
   *     step counts the steps done; its training figures are those of the last step's batch (at the
   *     start: of the first's), as the network was before it
   * @param progress gets a phase, whose units are steps
   * @return the values of the best evaluation of all runs
   * @throws org.imagebeam.pipeline.InputException if an image can't be read
   * @throws IOException if what is there can't be read, or the folder can't be written
   */
  public TunedWeights run(
      FineTuneData data,
      String output,
      List<EvaluationRow> before,
      Consumer<EvaluationRow> out,
      ProgressId progress)
      throws IOException {
    FineTuneCheckpoints checkpoints = new FineTuneCheckpoints(output, graph, session.session());
    try (BatchReader reader = new BatchReader(images)) {
      TrainingBatches batches = new TrainingBatches(settings, data.training());
      List<BatchReader.View> validation = views(data.validation());
      boolean restored = checkpoints.restore();
      long step = restored ? session.globalStep() : 0;
      ProgressPhase phase = progress.begin("fine-tuning", "steps", settings.steps(), step);
      BestStep best;
      if (restored) {
        List<EvaluationRow> rows = rowsUpTo(step, before, output);
        best = BestStep.withinOneStandardError(rows);
        seconds = rows.get(rows.size() - 1).seconds();
        if (best.step() == step) {
          checkpoints.requireBest(step);
        }
      } else {
        BatchScore first = session.measure(reader.start(batches.batch(0)).await());
        EvaluationRow row = row(0, first, measure(reader, validation));
        out.accept(row);
        best = BestStep.withinOneStandardError(List.of(row));
        checkpoints.save(0, true);
      }
      BatchReader.Pending next = reader.start(batches.batch(step));
      while (step < settings.steps() && best.evaluationsSince() < settings.patience()) {
        BatchReader.Batch batch = next.await();
        next = reader.start(batches.batch(step + 1));
        BatchScore score = learn(batch, settings.rate().at(step));
        step++;
        phase.add(1);
        if (step % settings.evalEvery() == 0 || step == settings.steps()) {
          EvaluationRow row = row(step, score, measure(reader, validation));
          out.accept(row);
          best = best.after(row);
          checkpoints.save(step, best.step() == step);
        }
      }
      return TunedWeights.read(checkpoints.best(best.step()), best.step(), weights);
    }
  }

  private static List<BatchReader.View> views(FineTuneData.LabelledFiles examples) {
    return IntStream.range(0, examples.size())
        .mapToObj(
            i ->
                new BatchReader.View(
                    examples.files().get(i), Distortion.NONE, examples.labels().get(i)))
        .toList();
  }

  private static List<EvaluationRow> rowsUpTo(long step, List<EvaluationRow> before, String output)
      throws CheckpointException {
    List<EvaluationRow> rows =
        before.stream()
            .filter(row -> row.phase() == EvaluationRow.Phase.FINE_TUNE && row.step() <= step)
            .toList();
    if (rows.isEmpty() || rows.get(rows.size() - 1).step() != step) {
      throw new CheckpointException(
          CheckpointException.Kind.MISMATCH,
          String.format(
              Locale.ROOT,
              "%s holds a fine-tuning of %d steps, and no evaluation of that step is recorded:"
                  + " delete its folder 'checkpoints' to start again, or name another output",
              output,
              step));
    }
    return rows;
  }

  private BatchScore learn(BatchReader.Batch batch, float learningRate) {
    long start = System.nanoTime();
    BatchScore score = session.learn(batch, learningRate);
    seconds += (System.nanoTime() - start) / 1e9;
    return score;
  }

  private BatchScore measure(BatchReader reader, List<BatchReader.View> all) {
    List<List<BatchReader.View>> slices = new ArrayList<>();
    for (int from = 0; from < all.size(); from += settings.batchSize()) {
      slices.add(all.subList(from, Math.min(all.size(), from + settings.batchSize())));
    }
    BatchScore score = BatchScore.NONE;
    BatchReader.Pending next = reader.start(slices.get(0));
    for (int i = 0; i < slices.size(); i++) {
      BatchReader.Batch batch = next.await();
      if (i + 1 < slices.size()) {
        next = reader.start(slices.get(i + 1));
      }
      score = score.plus(session.measure(batch));
    }
    return score;
  }

  private EvaluationRow row(long step, BatchScore training, BatchScore validation) {
    return new EvaluationRow(
        EvaluationRow.Phase.FINE_TUNE,
        step,
        training.accuracy(),
        training.meanCrossEntropy(),
        validation.accuracy(),
        validation.meanCrossEntropy(),
        validation.standardError(),
        seconds,
        Instant.now().truncatedTo(ChronoUnit.MILLIS));
  }

  @Override
  public void close() {
    images.close();
    session.close();
    graph.close();
  }
}
