package org.imagebeam.classify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.imagebeam.classify.table.CsvTable;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.local.OutputException;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/** Sees, before a run, that its files can be written and overwrite nothing but such files. */
final class OutputCheck {
  /** A run whose tables a ledger never has. */
  private static final String ANY_RUN = "0";

  private static final String CSV_START = String.join(",", CsvTable.KEY_HEADER);

  /** Without quotation marks. */
  private static final String JSON_START = "{" + CsvTable.KEY_HEADER.get(0) + ":";

  private static final int START_BYTES = 256;

  private OutputCheck() {}

  /**
   * Checks the names of the files and what is there now; writes nothing.
   *
   * @throws InvalidValueException if the output's name is kept for another file
   * @throws OutputException if a file would replace one that is none of imagebeam's, or two of them
   *     are one by a link
   * @throws IOException if that can't be found out
   */
  static void requireReplaceable(OutputLayout layout) throws IOException {
    if (layout.isNameTaken()) {
      throw new InvalidValueException(
          "the name '"
              + layout.name()
              + "' is kept for the failures, metrics or work of another output: name another file");
    }
    requireStart(layout.metrics(), List.of("{"), "a metrics file");
    if (layout.ledger()) {
      // Each run's tables have names of their own.
      return;
    }
    for (String table : List.of(layout.results(ANY_RUN), layout.failures(ANY_RUN))) {
      requireStart(table, List.of(CSV_START, JSON_START), "a table");
    }
    requireApart(layout.results(ANY_RUN), layout.failures(ANY_RUN));
    requireApart(layout.results(ANY_RUN), layout.metrics());
    requireApart(layout.failures(ANY_RUN), layout.metrics());
  }

  /**
   * Sees that each of the files can be written; makes missing folders.
   *
   * @throws OutputException if one can't be written
   */
  static void requireWritable(OutputLayout layout) throws IOException {
    AtomicFile.requireWritable(layout.results(ANY_RUN));
    AtomicFile.requireWritable(layout.failures(ANY_RUN));
    AtomicFile.requireWritable(layout.metrics());
  }

  private static void requireStart(String path, List<String> starts, String kind)
      throws IOException {
    Optional<Metadata> there = Storage.stat(path);
    if (there.isEmpty()) {
      return;
    }
    if (there.get().resourceId().isDirectory()) {
      throw new OutputException(path, "it is a folder; name another output");
    }
    Optional<Path> local = Storage.localPath(path);
    if (local.isPresent() && !Files.isRegularFile(local.get())) {
      throw new OutputException(path, "it is a device or a pipe; name a regular file");
    }
    if (there.get().sizeBytes() > 0 && starts.stream().noneMatch(startOf(path)::startsWith)) {
      throw new OutputException(
          path,
          "there is a file which isn't "
              + kind
              + " of imagebeam's, and is not replaced: move it away, or name another output");
    }
  }

  /** The first bytes without what spreadsheets put there. */
  private static String startOf(String path) throws IOException {
    try (InputStream in = Storage.open(path)) {
      String text = new String(in.readNBytes(START_BYTES), StandardCharsets.UTF_8);
      return text.replace("\ufeff", "").replace("\"", "").stripLeading();
    }
  }

  private static void requireApart(String one, String other) throws IOException {
    Optional<Path> path = Storage.localPath(one);
    Optional<Path> otherPath = Storage.localPath(other);
    if (path.isPresent()
        && otherPath.isPresent()
        && Files.exists(path.get())
        && Files.exists(otherPath.get())
        && path.get().toRealPath().equals(otherPath.get().toRealPath())) {
      throw new OutputException(
          one, "by a link it is the same file as " + other + "; remove the link");
    }
  }
}
