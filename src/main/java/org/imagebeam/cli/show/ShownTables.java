package org.imagebeam.cli.show;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.classify.table.TableFormat;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.DamagedTableException;

/**
 * Reads what somebody wants to see: results files, each with the failures beside it, and ledgers'
 * folders. Not thread-safe.
 */
public final class ShownTables {
  private final List<Source> sources = new ArrayList<>();

  /** Where rows come from. */
  interface Source {
    /**
     * Reads all rows, or those up to the last that is wanted.
     *
     * @return whether more rows are wanted
     * @throws IOException if a file can't be read
     */
    boolean read(RowSink sink) throws IOException;
  }

  private ShownTables() {}

  /**
   * Finds the tables.
   *
   * @param names of files and folders; of a file that is named twice, or is the failures beside
   *     another, the rows come once
   * @param warning told what in a folder's tables can't be read
   * @throws IOException if there is no such file, or a folder has no tables
   */
  public static ShownTables find(List<String> names, Consumer<String> warning) throws IOException {
    ShownTables tables = new ShownTables();
    Set<String> files = new LinkedHashSet<>();
    for (String name : names) {
      if (Storage.isFolder(name)) {
        tables.sources.add(LedgerRows.open(name, warning));
      } else if (!Storage.exists(name)) {
        throw new IOException(
            "there is no file '"
                + name
                + "': name a results file that classify has written, or its folder");
      } else if (isGoneTable(name)) {
        // As of night/*.csv.
        String hint =
            "'" + name + "' lists images that are gone, and has no labels: name its folder";
        if (names.stream().allMatch(ShownTables::isGoneTable)) {
          throw new IOException(hint);
        }
        warning.accept(hint + " to see the images that are there");
      } else {
        files.add(name);
        String failures = OutputLayout.failuresBeside(name);
        if (Storage.exists(failures)) {
          files.add(failures);
        }
      }
    }
    Set<String> seen = new LinkedHashSet<>();
    for (String file : files) {
      if (seen.add(Storage.localPath(file).map(Object::toString).orElse(file))) {
        tables.sources.add(sink -> readFile(file, sink));
      }
    }
    return tables;
  }

  /** Whether a name is one that no table of results can have. */
  private static boolean isGoneTable(String name) {
    return name.substring(name.lastIndexOf('/') + 1).matches("gone-\\d{8}T\\d{9}Z\\.csv");
  }

  /** Reads a table in its format; as {@link Source#read}. */
  static boolean readFile(String file, RowSink sink) throws IOException {
    return TableFormat.ofTable(file) == TableFormat.JSONL
        ? JsonRowReader.read(file, sink)
        : CsvRowReader.read(file, sink);
  }

  /**
   * Prints the rows that a filter takes.
   *
   * @param filter is asked of each row
   * @param limit rows are printed at most
   * @return whether all rows were read: not if there are enough, or nobody reads them any more
   * @throws DamagedTableException if a row of a file can't be read, naming it; those of a folder's
   *     tables are warned of
   * @throws IOException if a file can't be read
   */
  public boolean print(RowFilter filter, long limit, RowPrinter printer) throws IOException {
    requireNonNull(filter, "filter is null");
    requireNonNull(printer, "printer is null");
    RowSink sink =
        new RowSink() {
          private long printed;

          @Override
          public boolean take(ShownRow row) {
            if (filter.takes(row)) {
              printed++;
              return printer.print(row) && printed < limit;
            }
            return true;
          }

          @Override
          public void damaged(DamagedTableException e) throws DamagedTableException {
            throw e;
          }
        };
    boolean more = true;
    for (Source source : sources) {
      more = more && source.read(sink);
    }
    filter.requireSynsets();
    printer.end();
    return more;
  }
}
