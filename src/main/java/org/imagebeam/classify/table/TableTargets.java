package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.util.regex.Pattern;
import org.imagebeam.storage.Storage;

/**
 * Opens what a run's tables are written to.
 *
 * @param results the table of results, as it is written
 * @param failures the table of failures
 * @param style how both are written
 */
public record TableTargets(ResultsCsv results, FailuresCsv failures, TableStyle style) {
  public TableTargets {
    requireNonNull(results, "results is null");
    requireNonNull(failures, "failures is null");
    requireNonNull(style, "style is null");
  }

  /**
   * Opens the file of the results, and with it the files of the embeddings.
   *
   * @param run the run's id
   * @return what takes rows of parts
   * @throws IOException if the file can't be written
   */
  public TableTarget resultsFile(OutputLayout layout, String run) throws IOException {
    TableTarget file = TableFile.create(layout.results(run), results, style);
    return switch (results.vector()) {
      case NONE, BASE64 -> file;
      case TEXT -> new EmbeddedText(file, results.vectorColumn());
      case SHARD ->
          new EmbeddingShards(
              file,
              results.vectorColumn(),
              layout.folder(),
              number -> layout.embeddings(run, number));
    };
  }

  /**
   * Opens a stream for the results.
   *
   * @param out stays open
   * @return what takes rows of parts
   * @throws IOException if it can't be written
   */
  public TableTarget resultsStream(OutputStream out) throws IOException {
    TableTarget stream = RowStream.open(out, results, style);
    return results.vector() == VectorColumn.TEXT
        ? new EmbeddedText(stream, results.vectorColumn())
        : stream;
  }

  /**
   * Opens the file of the failures.
   *
   * @throws IOException if it can't be written
   */
  public TableTarget failuresFile(OutputLayout layout, String run) throws IOException {
    return TableFile.create(layout.failures(run), failures, style);
  }

  /**
   * Removes the files of embeddings of earlier runs into the same results file, whose table has
   * been replaced. A ledger keeps those of all runs.
   *
   * @throws IOException if one can't be removed
   */
  public void removeFormerEmbeddings(OutputLayout layout, String run) throws IOException {
    if (layout.ledger() || results.vector() != VectorColumn.SHARD) {
      return;
    }
    Pattern former = layout.embeddingsPattern();
    for (String name : Storage.list(layout.folder())) {
      if (former.matcher(name).matches() && !name.contains("-" + run + "-")) {
        Storage.delete(Storage.resolve(layout.folder(), name));
      }
    }
  }
}
