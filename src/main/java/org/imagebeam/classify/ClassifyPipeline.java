package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.imagebeam.download.Progress;
import org.imagebeam.inference.ModelAhead;
import org.imagebeam.inference.TensorFlowRuntime;
import org.imagebeam.model.ModelException;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.pipeline.SettingsException;
import org.imagebeam.storage.Storage;

/** The whole job: lists the images, classifies them, and writes the tables. */
public final class ClassifyPipeline {
  private final ClassifyOptions options;
  private final ClassifySettings settings;
  private final OpenedModel opened;
  private final OutputLayout layout;

  private ClassifyPipeline(
      ClassifyOptions options, ClassifySettings settings, OpenedModel opened, OutputLayout layout) {
    this.options = options;
    this.settings = settings;
    this.opened = opened;
    this.layout = layout;
  }

  /**
   * Checks the options and the model, before anything is written.
   *
   * @throws org.imagebeam.storage.InvalidValueException if an option's value can't be
   * @throws ModelException if the model can't be found or used
   * @throws LabelFileException if its labels can't be used
   * @throws IOException if the output can't be written, or would replace another's file
   */
  public static ClassifyPipeline create(ClassifyOptions options) throws IOException {
    return create(options, Progress.log());
  }

  /**
   * The same.
   *
   * @param progress told if the model has to be fetched
   */
  public static ClassifyPipeline create(ClassifyOptions options, Progress progress)
      throws IOException {
    requireNonNull(options, "options is null");
    ClassifySettings settings = ClassifySettings.of(options);
    OutputLayout layout = OutputLayout.of(settings.output());
    OutputCheck.requireReplaceable(layout);
    if (Storage.isFolder(layout.folder())) {
      OutputCheck.requireWritable(layout);
    }
    TensorFlowRuntime.loadAhead();
    OpenedModel opened = OpenedModel.open(settings.model(), progress);
    return new ClassifyPipeline(options, settings, opened, layout);
  }

  /**
   * Runs the job to its end. Killed at any moment and run again with the same options, it goes on
   * from the chunks that were committed, and ends with the same bytes.
   *
   * @throws InputException if nothing matches the input
   * @throws ModelException if the model's graph isn't the one that was meant, and nothing is
   *     written then; or if its network failed on every image, each of which has its row among the
   *     failures
   * @throws SettingsException if an unfinished run with other settings has written into this output
   * @throws PipelineFailedException if the runner gives up
   * @throws IOException if the output can't be written
   */
  public ClassifySummary run() throws IOException {
    long start = System.nanoTime();
    if (!runsHere()) {
      opened.letGo();
      return run(start, Optional.empty());
    }
    try (ModelAhead<MatchResult.Metadata, float[], List<ScoredNode>> ahead =
        ModelAhead.start(() -> opened.load(settings.forModel(opened.outputNode())))) {
      return run(start, Optional.of(ahead));
    }
  }

  /**
   * Whether this process will need the model, for all that is known. Of a ledger it isn't: there
   * may be nothing new.
   */
  private boolean runsHere() {
    return options.getRunner() == DirectRunner.class && !layout.ledger();
  }

  /**
   * Describes, for a process that is being stopped, what the same command can go on from: words
   * that follow "stopped".
   */
  public String describeKept() {
    String elsewhere =
        options.getRunner() == DirectRunner.class
            ? ""
            : " here; a job that its runner has taken goes on there until it is cancelled";
    boolean committed;
    try {
      committed = WorkFolder.hasCommitted(layout.workFolder());
    } catch (IOException e) {
      return elsewhere;
    }
    return elsewhere
        + (committed
            ? "; the rows so far are kept in '"
                + layout.workFolder()
                + "', and the same command goes on from there"
            : "; there are no rows to go on from, the same command starts anew");
  }

  private ClassifySummary run(
      long start, Optional<ModelAhead<MatchResult.Metadata, float[], List<ScoredNode>>> ahead)
      throws IOException {
    Model model = opened.model();
    OutputCheck.requireWritable(layout);
    RowSettings rows =
        RowSettings.of(settings.topK(), settings.inference(), opened.labels(), opened.json());
    Map<String, String> run =
        RunSettings.of(
            InputPatterns.shown(settings.input()), model.id(), settings.inference(), rows);
    try (WorkFolder work = WorkFolder.open(layout.workFolder(), run)) {
      try {
        return new ClassifyRun(settings, model, rows, layout, work).toEnd(options, ahead, start);
      } catch (IOException | RuntimeException e) {
        work.deleteIfEmpty();
        throw e;
      }
    }
  }
}
