package org.imagebeam.classify.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.CsvRows;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a run's two tables of the parts that were committed: sorted by path, and each image that
 * the run has listed in one row of one of them. Rows of files that are not listed any more, or are
 * other files by now, are left out.
 */
public final class PartMerger {
  private static final Logger LOG = LoggerFactory.getLogger(PartMerger.class);

  private PartMerger() {}

  /**
   * What was merged.
   *
   * @param classified rows of results
   * @param failed rows of failures, by stage
   * @param unanswered the first image on which the network failed, and how, if there is one
   */
  public record Counts(long classified, Map<String, Long> failed, Optional<String> unanswered) {
    public Counts {
      failed = Map.copyOf(failed);
    }

    /** Rows of failures. */
    public long failedTotal() {
      return failed.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /**
   * Writes both tables. The failures appear first: where the results are, all is there.
   *
   * @param parts the folder of the parts
   * @param listing the file of {@link ListedImages}
   * @param results closed by the caller, who does so without a commit if this throws
   * @param failures likewise
   * @param written told of rows as they are written
   * @throws PipelineFailedException if a listed image has no row; neither table is committed then
   * @throws IOException if a part can't be read or a table can't be written
   */
  public static Counts merge(
      String parts, String listing, TableTarget results, TableTarget failures, LongConsumer written)
      throws IOException {
    long classified = 0;
    Map<String, Long> failed = new TreeMap<>();
    Optional<String> unanswered = Optional.empty();
    try (ListedImages images = ListedImages.read(listing);
        SortedParts rows = new SortedParts(parts)) {
      while (images.hasNext()) {
        ImageKey image = images.next();
        SortedParts.Row row = require(rows.take(image), image);
        if (row.failure()) {
          failures.write(row.cells());
          String stage = row.cells().get(FailuresCsv.STAGE_COLUMN);
          failed.merge(stage, 1L, Long::sum);
          if (unanswered.isEmpty() && stage.equals(FailuresCsv.INFER)) {
            unanswered = Optional.of(describe(row.cells()));
          }
        } else {
          results.write(row.cells());
          classified++;
        }
        written.accept(1);
      }
      if (rows.passedOver() > 0) {
        LOG.info("left out {} rows of files that are gone or have changed", rows.passedOver());
      }
      failures.commit();
      results.commit();
    }
    return new Counts(classified, failed, unanswered);
  }

  private static String describe(List<String> failure) {
    return failure.get(0)
        + ", failed with: "
        + failure.get(FailuresCsv.MESSAGE_COLUMN).lines().findFirst().orElse("");
  }

  private static SortedParts.Row require(Optional<SortedParts.Row> row, ImageKey image) {
    return row.orElseThrow(
        () ->
            new PipelineFailedException(
                "'"
                    + image.path()
                    + "' was listed, and the pipeline has ended without a row for it; run again,"
                    + " the same command goes on from what was committed",
                null));
  }

  /**
   * Reads the rows of many sorted tables in one order, by path: results and failures. A table is
   * open only from its first row to its last, so that ever so many can be merged as long as they
   * overlap little.
   */
  private static final class SortedParts implements Closeable {
    private static final Comparator<Row> NEWEST_LAST =
        Comparator.comparingInt(Row::attempt).thenComparing(row -> !row.failure());

    private final PriorityQueue<Part> parts = new PriorityQueue<>(Comparator.comparing(Part::path));
    private long left;

    /**
     * A committed row.
     *
     * @param failure whether of a table of failures
     * @param attempt of the run that wrote it
     */
    record Row(List<String> cells, boolean failure, int attempt) {
      ImageKey key() {
        return ImageKey.ofCells(cells.get(0), cells.get(1), cells.get(2));
      }
    }

    /** A table at its current row; not open before its first row is taken. */
    private static final class Part {
      private final String file;
      private final boolean failures;
      private final int attempt;
      private List<String> row;
      private CsvRows.@Nullable Reader reader;

      Part(String folder, String name, List<String> row) {
        this.file = Storage.resolve(folder, name);
        this.failures = name.startsWith(OutputLayout.FAILURES_PREFIX);
        this.attempt = PartWriter.attempt(name);
        this.row = row;
      }

      String path() {
        return row.get(0);
      }

      /** Goes on to the next row, if there is one. */
      boolean advance() throws IOException {
        CsvRows.Reader open = reader;
        if (open == null) {
          open = CsvRows.read(file, CsvTable.KEY_HEADER);
          reader = open;
          open.next();
        }
        if (!open.hasNext()) {
          open.close();
          return false;
        }
        row = open.nextWhole();
        return true;
      }
    }

    /**
     * Looks at the tables of a folder.
     *
     * @throws IOException if one can't be read
     */
    SortedParts(String folder) throws IOException {
      for (String name : Storage.list(folder)) {
        if (OutputLayout.isTable(name)) {
          try (CsvRows.Reader reader =
              CsvRows.read(Storage.resolve(folder, name), CsvTable.KEY_HEADER)) {
            if (reader.hasNext()) {
              parts.add(new Part(folder, name, reader.nextWhole()));
            }
          }
        }
      }
    }

    /**
     * The row of a version of an image: of several that of the latest attempt, and of one attempt
     * the result, where a bundle was repeated. Passes over all rows up to that path.
     *
     * @param key of a higher path than that of the call before
     */
    Optional<Row> take(ImageKey key) throws IOException {
      Row newest = null;
      while (!parts.isEmpty() && parts.element().path().compareTo(key.path()) <= 0) {
        Row row = takeRow();
        if (!row.key().equals(key)) {
          left++;
        } else if (newest == null || NEWEST_LAST.compare(newest, row) <= 0) {
          newest = row;
        }
      }
      return Optional.ofNullable(newest);
    }

    /** How many rows were passed over because they are of other files, or versions of them. */
    long passedOver() throws IOException {
      while (!parts.isEmpty()) {
        takeRow();
        left++;
      }
      return left;
    }

    private Row takeRow() throws IOException {
      Part part = parts.remove();
      Row row = new Row(ModelCell.renew(part.row), part.failures, part.attempt);
      if (part.advance()) {
        parts.add(part);
      }
      return row;
    }

    @Override
    public void close() throws IOException {
      for (Part part : parts) {
        if (part.reader != null) {
          part.reader.close();
        }
      }
    }
  }
}
