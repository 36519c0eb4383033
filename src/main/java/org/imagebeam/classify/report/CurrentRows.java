package org.imagebeam.classify.report;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.classify.table.GoneTable;
import org.imagebeam.table.DamagedTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads of each image the row that counts: the newest of the last run's model and settings, or else
 * the newest. An image that was marked as gone since has none. Holds no rows; of each image, 128
 * bits of a digest, unless all are of one run.
 */
final class CurrentRows {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentRows.class);

  private final ReportTables tables;
  private final Set<HashCode> seen = new HashSet<>();
  private long others;

  private CurrentRows(ReportTables tables) {
    this.tables = tables;
  }

  /**
   * Reads the rows.
   *
   * @throws IOException if a table can't be read, or {@code rows} can't take them
   */
  static void read(ReportTables tables, RowReader.Rows rows) throws IOException {
    CurrentRows reader = new CurrentRows(tables);
    reader.pass(rows, true);
    if (reader.others > 0) {
      reader.pass(rows, false);
    }
  }

  /**
   * @param first whether rows of other models and settings wait for another pass
   */
  private void pass(RowReader.Rows rows, boolean first) throws IOException {
    for (String table : tables.newestFirst()) {
      if (GoneTable.isOne(table)) {
        // Their rows are older.
        Optional<String> wrong = GoneTable.read(table, path -> seen.add(digest(path)));
        if (first) {
          wrong.ifPresent(LOG::warn);
        }
        continue;
      }
      Optional<String> complaint =
          read(
              table,
              row -> {
                if (first && !tables.current().map(current -> current.has(row)).orElse(true)) {
                  others++;
                } else if (tables.oneRun() || seen.add(digest(row.path()))) {
                  rows.add(row);
                }
              });
      if (first) {
        complaint.ifPresent(what -> LOG.warn("{}; the report is without it", what));
      }
    }
  }

  private Optional<String> read(String table, RowReader.Rows rows) throws IOException {
    try {
      return RowReader.read(table, rows);
    } catch (DamagedTableException e) {
      if (!tables.ofFolders().contains(table)) {
        throw e;
      }
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static HashCode digest(String path) {
    return Hashing.murmur3_128().hashString(path, StandardCharsets.UTF_8);
  }
}
