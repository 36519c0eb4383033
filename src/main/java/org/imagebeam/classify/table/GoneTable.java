package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.imagebeam.table.CsvRows;
import org.imagebeam.table.DamagedTableException;

/** Reads the tables of a ledger that list images whose files are gone. */
public final class GoneTable {
  private GoneTable() {}

  /** Whether a path is that of such a table, see {@link OutputLayout#isGone}. */
  public static boolean isOne(String path) {
    return OutputLayout.isGone(path.substring(path.lastIndexOf('/') + 1));
  }

  /**
   * Reads the images' paths as far as the table is whole. A table that isn't there has none.
   *
   * @param paths takes each
   * @return what is wrong with it, naming it; nothing if it is whole
   * @throws IOException if it can't be read, whatever is in it
   */
  public static Optional<String> read(String file, Consumer<String> paths) throws IOException {
    try (CsvRows.Reader rows = CsvRows.read(file, CsvTable.KEY_HEADER)) {
      if (!rows.header().equals(CsvTable.KEY_HEADER)) {
        // Such as results of that name: their images are there.
        throw rows.damaged("has more columns than a list of images that are gone");
      }
      while (rows.hasNext()) {
        paths.accept(rows.nextWhole().get(0));
      }
      return Optional.empty();
    } catch (FileNotFoundException e) {
      // It was taken out of the folder since that was listed.
      return Optional.empty();
    } catch (DamagedTableException e) {
      return Optional.of(complaint(e));
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof DamagedTableException damage) {
        return Optional.of(complaint(damage));
      }
      throw requireNonNull(e.getCause());
    }
  }

  private static String complaint(DamagedTableException e) {
    return e.getMessage() + "; the images behind that don't count as gone";
  }
}
