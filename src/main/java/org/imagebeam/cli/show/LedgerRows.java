package org.imagebeam.cli.show;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.imagebeam.classify.table.GoneTable;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.local.Json;
import org.imagebeam.storage.Storage;
import org.imagebeam.table.DamagedTableException;

/**
 * The rows of a ledger that count, one for each image: the newest of those with the model and the
 * settings of the last run, or else the newest of all. Those of the newest run come first. An image
 * that was marked as gone since has none.
 *
 * @param folder of the ledger
 * @param tables in it, newest first
 * @param current of the last run; empty if it isn't known
 * @param warning told what can't be read
 */
record LedgerRows(
    String folder, List<String> tables, Optional<ShownRow.RunIds> current, Consumer<String> warning)
    implements ShownTables.Source {
  private static final long MOST_METRICS_BYTES = 1 << 24;

  /**
   * Opens a ledger.
   *
   * @throws IOException if there are no tables in the folder
   */
  static LedgerRows open(String folder, Consumer<String> warning) throws IOException {
    List<String> tables =
        Storage.list(folder).stream()
            .filter(name -> OutputLayout.isTable(name) || OutputLayout.isGone(name))
            // Behind the kind of the table comes the time of its run.
            .sorted(
                Comparator.comparing((String name) -> name.substring(name.indexOf('-')))
                    .reversed()
                    .thenComparing(Comparator.reverseOrder()))
            .toList();
    if (tables.stream().noneMatch(OutputLayout::isTable)) {
      throw new IOException(
          "'"
              + folder
              + "' is a folder without tables of imagebeam's: name a results file, or a folder that"
              + " classify has written into");
    }
    return new LedgerRows(folder, tables, current(folder), warning);
  }

  private static Optional<ShownRow.RunIds> current(String folder) throws IOException {
    Optional<byte[]> metrics =
        Storage.readIfPresent(Storage.resolve(folder, OutputLayout.METRICS), MOST_METRICS_BYTES);
    if (metrics.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.INDENTED.readTree(metrics.get());
      String model = json.path("model").path("id").asText();
      return model.isEmpty()
          ? Optional.empty()
          : Optional.of(new ShownRow.RunIds(model, json.path("settings").path("id").asText()));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean read(RowSink sink) throws IOException {
    Pass pass = new Pass(sink);
    boolean more = readTables(pass);
    if (more && pass.others) {
      pass.last = true;
      return readTables(pass);
    }
    return more;
  }

  private boolean readTables(Pass pass) throws IOException {
    for (String table : tables) {
      String file = Storage.resolve(folder, table);
      if (OutputLayout.isGone(table)) {
        pass.skip(file);
      } else if (!ShownTables.readFile(file, pass)) {
        return false;
      }
    }
    return true;
  }

  /** Passes on the first row of each image: in the first pass those of the last run's kind. */
  private final class Pass implements RowSink {
    private final RowSink sink;

    /** Hashes of the paths, as millions of paths would take much memory. */
    private final Set<Long> seen = new HashSet<>();

    private final Set<String> told = new HashSet<>();
    private boolean others;
    private boolean last = current.isEmpty();

    Pass(RowSink sink) {
      this.sink = sink;
    }

    @Override
    public boolean take(ShownRow row) throws IOException {
      if (!last && !row.run().equals(current.orElseThrow())) {
        others = true;
        return true;
      }
      return !seen.add(hash(row.path())) || sink.take(row);
    }

    private long hash(String path) {
      return Hashing.murmur3_128().hashString(path, StandardCharsets.UTF_8).asLong();
    }

    /** Takes the images of a table of gone ones for seen: their rows are older. */
    void skip(String file) throws IOException {
      GoneTable.read(file, path -> seen.add(hash(path))).filter(told::add).ifPresent(warning);
    }

    /** A night's tables are read as far as they go, as by the next run. */
    @Override
    public void damaged(DamagedTableException e) {
      if (told.add(e.getMessage())) {
        warning.accept(e.getMessage() + "; what isn't whole isn't shown");
      }
    }
  }
}
