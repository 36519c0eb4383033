package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.CsvRows;

/**
 * Commits rows as parts: each a table of its own, sorted by path, written whole or not at all. Rows
 * that are committed twice leave two parts, of which merging takes one. Safe for use by many
 * threads.
 *
 * @param table of the rows
 * @param folder of the parts
 * @param prefix of their names
 * @param attempt of the run, which the names tell
 */
public record PartWriter<T>(CsvTable<T> table, String folder, String prefix, int attempt)
    implements Serializable {
  private static final Pattern ATTEMPT = Pattern.compile("[a-z]+-(\\d{9})-.*");

  public PartWriter {
    requireNonNull(table, "table is null");
    requireNonNull(folder, "folder is null");
    requireNonNull(prefix, "prefix is null");
  }

  /** The attempt that wrote a part of that name; 0 if it doesn't tell. */
  static int attempt(String name) {
    Matcher matcher = ATTEMPT.matcher(name);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /** Writes a part, unless there are no rows. */
  public void write(List<T> rows) throws IOException {
    if (rows.isEmpty()) {
      return;
    }
    List<T> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparing(row -> table.key(row).path()));
    String name = String.format(Locale.ROOT, "%s%09d-%s.csv", prefix, attempt, UUID.randomUUID());
    String part = Storage.resolve(folder, name);
    EndedRuns.write(part, () -> write(part, sorted));
  }

  private void write(String part, List<T> rows) throws IOException {
    try (AtomicFile file = AtomicFile.create(part)) {
      try (CSVPrinter printer = CsvRows.print(file.out(), table.header())) {
        for (T row : rows) {
          printer.printRecord(table.cells(row));
        }
      }
      file.commit();
    }
  }

  /** Commits the rows of each bundle as one part. */
  public static final class WriteFn<T> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1L;

    private final PartWriter<T> parts;

    private transient List<T> rows;

    public WriteFn(PartWriter<T> parts) {
      this.parts = parts;
    }

    @StartBundle
    public void startBundle() {
      rows = new ArrayList<>();
    }

    @ProcessElement
    public void process(@Element T row) {
      rows.add(row);
    }

    @FinishBundle
    public void finishBundle() throws IOException {
      parts.write(rows);
    }
  }
}
