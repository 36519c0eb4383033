package org.imagebeam.classify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.commons.csv.CSVPrinter;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/**
 * Commits the rows of each bundle as one part: a table of its own, sorted by path, written whole or
 * not at all. A bundle that the runner repeats leaves two parts of the same rows, of which merging
 * takes one.
 */
final class WritePartsFn<T> extends DoFn<T, Void> {
  private static final long serialVersionUID = 1L;

  private final CsvTable<T> table;
  private final String folder;
  private final String prefix;

  private transient List<T> rows;

  WritePartsFn(CsvTable<T> table, String folder, String prefix) {
    this.table = table;
    this.folder = folder;
    this.prefix = prefix;
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
    if (rows.isEmpty()) {
      return;
    }
    rows.sort(Comparator.comparing(row -> table.key(row).path()));
    String part = Storage.resolve(folder, prefix + UUID.randomUUID() + ".csv");
    try (AtomicFile file = AtomicFile.create(part)) {
      try (CSVPrinter printer = CsvRows.print(file.out(), table.header())) {
        for (T row : rows) {
          printer.printRecord(table.cells(row));
        }
      }
      file.commit();
    }
    rows = new ArrayList<>();
  }
}
