package org.imagebeam.classify;

import java.io.IOException;
import java.util.Optional;
import org.imagebeam.classify.answer.Outputs;
import org.imagebeam.classify.answer.RowContent;
import org.imagebeam.classify.answer.TopK;
import org.imagebeam.classify.ledger.Ledger;
import org.imagebeam.classify.ledger.LedgerPolicy;
import org.imagebeam.classify.ledger.RowSettings;
import org.imagebeam.classify.ledger.RunPlan;
import org.imagebeam.classify.report.ReportPlace;
import org.imagebeam.classify.table.ModelCell;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.classify.table.TableFormat;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.imagemodel.ModelNodes;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.model.ModelGraph;
import org.imagebeam.model.ModelRef;
import org.imagebeam.model.ModelSpec;
import org.imagebeam.pipeline.FileOptions;
import org.imagebeam.pipeline.OptionChecks;
import org.imagebeam.storage.FileFilter;

/**
 * The values of {@link ClassifyOptions}, checked.
 *
 * @param filter says which files of the input are wanted
 * @param layout of the output; none if rows go to standard output
 * @param content what a row says; the node of the embedding is {@link #BOTTLENECK} if none is named
 * @param format of the tables, also of those for standard output
 * @param csvSafe whether cells are kept from being formulas
 * @param vector how embeddings are written
 * @param policy says what is done with the rows of earlier runs, and how much is done
 * @param report where a page is written; nothing if none is wanted
 */
record ClassifySettings(
    String input,
    FileFilter filter,
    Optional<OutputLayout> layout,
    ModelRef model,
    RowContent content,
    InferenceSettings inference,
    TableFormat format,
    boolean csvSafe,
    VectorColumn vector,
    LedgerPolicy policy,
    Optional<ReportPlace> report) {
  /** Stands for the node that the model's own folder names. No node has such a name. */
  private static final String BOTTLENECK = "(bottleneck)";

  /** Columns for more labels than any network has would only take room in the header. */
  private static final int MOST_LABELS = 100_000;

  /** Where embeddings are written. */
  private enum EmbeddingFormat {
    COLUMN,
    NPY
  }

  /**
   * Reads and checks the options.
   *
   * @throws org.imagebeam.local.InvalidValueException if a value is invalid, naming the setting
   * @throws IOException if it can't be found out what the output is
   */
  static ClassifySettings of(ClassifyOptions options) throws IOException {
    String output = OptionChecks.notBlank("output", options.getOutput());
    boolean stream = output.equals(OutputLayout.STANDARD_OUTPUT);
    Optional<OutputLayout> layout =
        stream ? Optional.empty() : Optional.of(OutputLayout.of(output, options.getFormat()));
    TableFormat format =
        layout.map(OutputLayout::format).orElseGet(() -> TableFormat.of("", options.getFormat()));
    RowContent content = content(options);
    String input = OptionChecks.notBlank("input", options.getInput());
    Optional<ReportPlace> report = report(options.getReport(), layout);
    InferenceSettings inference = InferenceSettings.of(options);
    return new ClassifySettings(
        input,
        FileOptions.filter(options),
        layout,
        new ModelRef(
            OptionChecks.notBlank("model", options.getModel()),
            options.getModelCache(),
            options.getAllowUnsafeModel()),
        content,
        report.map(place -> inference.withThumbnails(place.thumbnails())).orElse(inference),
        format,
        csvSafe(format, options.getCsvSafe()),
        vector(content.outputs(), options.getEmbeddingFormat(), stream),
        LedgerPolicy.of(options, input, layout.map(OutputLayout::ledger).orElse(false)),
        report);
  }

  /**
   * @param asked a page's path, {@code true} for the one beside the output, or {@code false} or
   *     empty for none
   */
  private static Optional<ReportPlace> report(String asked, Optional<OutputLayout> layout)
      throws IOException {
    if (asked.isEmpty() || asked.equals("false")) {
      return Optional.empty();
    }
    if (layout.isEmpty()) {
      throw InvalidValueException.of(
          "report", "is made of tables, and there are none where rows go to standard output");
    }
    return Optional.of(
        asked.equals("true")
            ? new ReportPlace(layout.get().report())
            : ReportPlace.of("report", asked));
  }

  private static boolean csvSafe(TableFormat format, boolean asked) {
    if (asked && format != TableFormat.CSV) {
      throw InvalidValueException.of(
          "csvSafe", "is for CSV: no spreadsheet computes what is in JSON Lines");
    }
    return asked;
  }

  private static RowContent content(ClassifyOptions options) {
    Outputs outputs = OptionChecks.oneOf(Outputs.class, "outputs", options.getOutputs());
    int topK = OptionChecks.between(1, MOST_LABELS, "topK", options.getTopK());
    Double least = options.getMinScore();
    if (least != null && !outputs.hasLabels()) {
      throw unused("minScore", outputs);
    }
    if (options.getGroups() && !outputs.hasLabels()) {
      throw unused("groups", outputs);
    }
    if (!outputs.hasEmbedding()) {
      if (!options.getEmbedding().isBlank()) {
        throw unused("embedding", outputs);
      }
      if (options.getNormalizeEmbedding()) {
        throw unused("normalizeEmbedding", outputs);
      }
    }
    String named = options.getEmbedding().strip();
    return new RowContent(
            outputs,
            least == null ? new TopK(topK) : new TopK(topK, least.floatValue()),
            outputs.hasEmbedding() ? (named.isEmpty() ? BOTTLENECK : named) : "",
            options.getNormalizeEmbedding())
        .withGroups(options.getGroups());
  }

  private static VectorColumn vector(Outputs outputs, String format, boolean stream) {
    if (!outputs.hasEmbedding()) {
      if (!format.isEmpty()) {
        throw unused("embeddingFormat", outputs);
      }
      return VectorColumn.NONE;
    }
    if (format.isEmpty()) {
      return VectorColumn.TEXT;
    }
    if (OptionChecks.oneOf(EmbeddingFormat.class, "embeddingFormat", format)
        == EmbeddingFormat.COLUMN) {
      return VectorColumn.TEXT;
    }
    if (stream) {
      throw InvalidValueException.of(
          "embeddingFormat", "can't be 'npy' where rows go to standard output: name a file");
    }
    return VectorColumn.SHARD;
  }

  private static InvalidValueException unused(String setting, Outputs outputs) {
    return InvalidValueException.of(
        setting,
        outputs.hasLabels()
            ? "is of no use without embeddings: ask for the outputs 'embedding' or 'both'"
            : "is of no use without labels: ask for the outputs 'labels' or 'both'");
  }

  /**
   * Sees that the model has the node that is named, and can have the least score.
   *
   * @throws InvalidValueException if not, naming the setting
   */
  void requireFitting(ModelGraph model) {
    if (content.outputs().hasEmbedding() && !content.node().equals(BOTTLENECK)) {
      ModelNodes.of(model).requireOfImage("embedding", content.node());
    }
    if (content.outputs().hasLabels() && content.best().minScore() > 1) {
      ModelNodes.of(model)
          .probabilities()
          .ifPresent(
              op -> {
                throw InvalidValueException.of(
                    "minScore",
                    content.best().minScore()
                        + " is more than any score of this model can be: they are probabilities, from"
                        + " 0 to 1 ("
                        + op
                        + "); state a share of 1, such as 0.5");
              });
    }
  }

  /** Returns these settings with another model. */
  ClassifySettings withModel(ModelRef other) {
    return new ClassifySettings(
        input, filter, layout, other, content, inference, format, csvSafe, vector, policy, report);
  }

  /** Returns what a run with these settings is asked for. */
  RunPlan.Request request(ModelHandle handle, RowSettings rows, OutputLayout output) {
    return new RunPlan.Request(
        input,
        new Ledger.Wanted(ModelCell.of(handle.id()), rows.id(), vector, policy.retryFailures()),
        rows,
        policy,
        output,
        report.map(ReportPlace::page).orElse(""));
  }

  /**
   * Returns the content with the model's heads, and its bottleneck if no other node of the
   * embedding is named.
   */
  RowContent contentOf(ModelSpec model) {
    RowContent whole = content.withHeads(model.heads());
    return content.node().equals(BOTTLENECK) ? whole.withNode(model.bottleneck()) : whole;
  }
}
