package org.imagebeam.classify.table;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.OptionChecks;
import org.imagebeam.storage.Storage;

/** Lists the formats in which tables are written. */
public enum TableFormat {
  /** RFC 4180, with a header. */
  CSV(".csv"),
  /** An object a line, see <a href="https://jsonlines.org">jsonlines.org</a>. */
  JSONL(".jsonl");

  /** What people would take a file for by its name, and what imagebeam doesn't write. */
  private static final Map<String, String> OTHERS = new TreeMap<>();

  static {
    others("a spreadsheet", "xlsx", "xls", "xlsm", "xlsb", "ods", "numbers");
    others("a table with tabs", "tsv", "tab");
    others("a columnar file", "parquet", "pq", "avro", "orc", "arrow", "feather", "ipc");
    others("one JSON value", "json", "geojson", "json5");
    others("markup", "xml", "html", "htm", "yaml", "yml", "md", "tex");
    others("a database", "db", "sqlite", "sqlite3", "duckdb", "mdb", "accdb", "sql", "lmdb");
    others("arrays", "npy", "npz", "h5", "hdf5", "mat", "pkl", "pickle", "pt", "safetensors");
    others("a file of statistics", "rds", "rdata", "dta", "sav", "sas7bdat");
    others("records of TensorFlow", "tfrecord", "tfrecords", "pb", "pbtxt");
    others("a compressed file", "gz", "zip", "bz2", "xz", "zst", "lz4", "7z", "tar", "tgz");
    others("a document", "pdf", "doc", "docx", "odt", "rtf", "ppt", "pptx");
    others("an image", "jpg", "jpeg", "png", "gif", "bmp", "webp", "tif", "tiff");
  }

  private final String ending;

  TableFormat(String ending) {
    this.ending = ending;
  }

  private static void others(String kind, String... endings) {
    for (String ending : endings) {
      OTHERS.put(ending, kind);
    }
  }

  /** Returns the ending of a file's name, with its dot. */
  public String ending() {
    return ending;
  }

  /**
   * Chooses the format of a file: what is stated, or else what the name says, or else CSV.
   *
   * @param file the name of the results, or empty for those of a folder or a stream
   * @param stated {@code csv}, {@code jsonl}, or empty if the user states none
   * @throws InvalidValueException if the name is that of another format
   */
  public static TableFormat of(String file, String stated) {
    Optional<TableFormat> wanted =
        stated.isEmpty()
            ? Optional.empty()
            : Optional.of(OptionChecks.oneOf(TableFormat.class, "format", stated));
    String ending = ending(file);
    String other = OTHERS.get(ending);
    if (other != null) {
      throw InvalidValueException.of(
          "output",
          "'"
              + file
              + "' ends as the name of "
              + other
              + " does, and holds CSV or JSON Lines: name a file that ends in .csv or .jsonl");
    }
    Optional<TableFormat> named = byEnding(ending);
    if (wanted.isPresent() && named.isPresent() && !wanted.equals(named)) {
      throw InvalidValueException.of(
          "format",
          "'" + stated + "' and the output '" + file + "' don't go together: change one of them");
    }
    return wanted.or(() -> named).orElse(CSV);
  }

  /** Returns the format that a file's name says; CSV if it says none. */
  public static TableFormat ofName(String file) {
    return byEnding(ending(file)).orElse(CSV);
  }

  /**
   * Returns the format of a table that is there, by its first character too, because a file may be
   * called anything.
   *
   * @throws IOException if it can't be read
   */
  public static TableFormat ofTable(String path) throws IOException {
    if (ofName(path) == JSONL) {
      return JSONL;
    }
    try (InputStream in = Storage.open(path)) {
      return in.read() == '{' ? JSONL : CSV;
    }
  }

  private static Optional<TableFormat> byEnding(String ending) {
    return switch (ending) {
      case "csv" -> Optional.of(CSV);
      case "jsonl", "ndjson" -> Optional.of(JSONL);
      default -> Optional.empty();
    };
  }

  /** The letters behind the last dot, in lower case. */
  private static String ending(String file) {
    int dot = file.lastIndexOf('.');
    return dot < 0 ? "" : file.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
