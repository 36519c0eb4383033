package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
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
    TableTarget file = TableWriter.toFile(layout.results(run), results, style);
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
    TableTarget stream = TableWriter.toStream(out, results, style);
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
    return TableWriter.toFile(layout.failures(run), failures, style);
  }

  /**
   * Lists the files of embeddings of earlier runs into the same results file, as far as its table
   * names them.
   *
   * @param named the names in the table that is there now
   * @param run the run's id
   * @return paths of files that can be removed when the table has been replaced; none of a ledger,
   *     which keeps those of all runs
   */
  public static List<String> formerEmbeddings(
      OutputLayout layout, Collection<String> named, String run) {
    // A copy of another output's table names files that the other still needs.
    Pattern own = layout.embeddingsPattern();
    return layout.ledger()
        ? List.of()
        : named.stream()
            .filter(name -> own.matcher(name).matches() && !name.contains("-" + run + "-"))
            .map(name -> Storage.resolve(layout.folder(), name))
            .toList();
  }

  /**
   * Whether there are files that could be embeddings of earlier runs into the same results file.
   *
   * @throws IOException if the folder can't be listed
   */
  public static boolean mayHaveEmbeddings(OutputLayout layout) throws IOException {
    Pattern own = layout.embeddingsPattern();
    return !layout.ledger()
        && Storage.list(layout.folder()).stream().anyMatch(name -> own.matcher(name).matches());
  }
}
