package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Locale;
import org.imagebeam.storage.Storage;

/**
 * Where a run's files go.
 *
 * @param folder that holds them all; if local, absolute
 * @param ledger whether the folder is a ledger, to which each run adds its own two tables
 * @param name of the results file, or empty for a ledger
 */
record OutputLayout(String folder, boolean ledger, String name) implements Serializable {
  static final String RESULTS_PREFIX = "results-";
  static final String FAILURES_PREFIX = "failures-";
  static final String METRICS = "_METRICS.json";
  static final String SETTINGS = "_SETTINGS.json";
  private static final String CSV = ".csv";
  private static final String WORK = ".work";

  OutputLayout {
    requireNonNull(folder, "folder is null");
    requireNonNull(name, "name is null");
  }

  /**
   * The layout of an {@code --output}: a folder if it ends in a slash or is one, or else a file.
   *
   * @throws IOException if that can't be found out
   */
  static OutputLayout of(String output) throws IOException {
    boolean ledger = output.endsWith("/") || Storage.isFolder(output);
    // Absolute, as the paths of images are, so that the two can be compared.
    String path = Storage.localPath(output).map(Path::toString).orElse(output);
    if (ledger) {
      return new OutputLayout(path, true, "");
    }
    int slash = path.lastIndexOf('/');
    // A file in the root folder still needs the root's slash.
    return new OutputLayout(
        path.substring(0, Math.max(slash, 1)), false, path.substring(slash + 1));
  }

  /** Whether a path is one of those that runs with this layout write, and so no image. */
  boolean owns(String path) {
    String start = child("");
    if (!path.startsWith(start)) {
      return false;
    }
    if (path.startsWith(workFolder() + "/")) {
      return true;
    }
    String file = path.substring(start.length());
    return file.equals(METRICS)
        || (ledger ? isTable(file) || file.equals(SETTINGS) : isOwnTable(path));
  }

  /** Whether a file of a ledger's or of a work folder is a table. */
  static boolean isTable(String file) {
    return file.indexOf('/') < 0
        && file.endsWith(CSV)
        && (file.startsWith(RESULTS_PREFIX) || file.startsWith(FAILURES_PREFIX));
  }

  private boolean isOwnTable(String path) {
    return path.equals(results("")) || path.equals(failures(""));
  }

  String results(String run) {
    return child(ledger ? RESULTS_PREFIX + run + CSV : name);
  }

  String failures(String run) {
    return child(ledger ? FAILURES_PREFIX + run + CSV : stem() + ".failures.csv");
  }

  String metrics() {
    return child(METRICS);
  }

  /** What a ledger's rows depend on, in words: see {@link LedgerSettings}. */
  String settings() {
    return child(SETTINGS);
  }

  /** Where a run keeps what it has done so far. */
  String workFolder() {
    return child("." + (ledger ? "imagebeam" : name) + WORK);
  }

  private String stem() {
    return name.toLowerCase(Locale.ROOT).endsWith(CSV)
        ? name.substring(0, name.length() - CSV.length())
        : name;
  }

  private String child(String file) {
    return folder.endsWith("/") ? folder + file : folder + "/" + file;
  }
}
