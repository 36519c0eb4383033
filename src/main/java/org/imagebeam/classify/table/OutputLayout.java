package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imagebeam.storage.Storage;
import org.imagebeam.thumbnail.ThumbnailFolder;

/**
 * Where a run's files go.
 *
 * <p>Outputs of other names never share a file: the failures of {@code a}, {@code a.csv} and {@code
 * a.txt} are {@code a.failures}, {@code a.failures.csv} and {@code a.failures.txt}, and the metrics
 * have the whole name in front.
 *
 * @param folder that holds them all; if local, absolute
 * @param ledger whether the folder is a ledger, to which each run adds its own two tables
 * @param name of the results file, or empty for a ledger
 * @param format of the tables
 */
public record OutputLayout(String folder, boolean ledger, String name, TableFormat format)
    implements Serializable {
  /** The {@code --output} that is the process's standard output. */
  public static final String STANDARD_OUTPUT = "-";

  public static final String RESULTS_PREFIX = "results-";
  public static final String FAILURES_PREFIX = "failures-";
  public static final String METRICS = "_METRICS.json";
  private static final String GONE_PREFIX = "gone-";
  private static final String METRICS_PREFIX = "_METRICS-";
  private static final String JSON = ".json";
  static final String SETTINGS = "_SETTINGS.json";
  static final String METRICS_ENDING = ".metrics.json";
  static final String WORK = ".work";
  private static final String FAILURES = ".failures";
  private static final String EMBEDDINGS = "embeddings";
  private static final String HTML = ".html";
  private static final String REPORT = "report" + HTML;
  private static final String NPY = ".npy";

  /** What the id of a run looks like. */
  private static final String RUN_ID = "\\d{8}T\\d{9}Z";

  public OutputLayout {
    requireNonNull(folder, "folder is null");
    requireNonNull(name, "name is null");
    requireNonNull(format, "format is null");
  }

  /**
   * The layout of an {@code --output}: a folder if it ends in a slash or is one, or else a file.
   *
   * @param format {@code csv}, {@code jsonl}, or empty to go by the file's name
   * @throws org.imagebeam.local.InvalidValueException if the file's name is that of another format
   * @throws IOException if it can't be found out what the output is
   */
  public static OutputLayout of(String output, String format) throws IOException {
    OutputLayout layout = of(output);
    // A name that is kept for another file is refused as such.
    return layout.isNameTaken() ? layout : layout.with(TableFormat.of(layout.name, format));
  }

  /**
   * The layout of an {@code --output} that is there, in the format that its name says.
   *
   * @throws IOException if it can't be found out what it is
   */
  public static OutputLayout of(String output) throws IOException {
    boolean ledger = output.endsWith("/") || Storage.isFolder(output);
    // Absolute, as the paths of images are, so that the two can be compared.
    String path = Storage.localPath(output).map(Path::toString).orElse(output);
    if (ledger) {
      return new OutputLayout(path, true, "", TableFormat.CSV);
    }
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    // A file in the root folder still needs the root's slash.
    return new OutputLayout(
        path.substring(0, Math.max(slash, 1)), false, name, TableFormat.ofName(name));
  }

  /** The layout of a run that only needs a place for its work, in a folder of its own. */
  public static OutputLayout inScratch(Path folder, TableFormat format) {
    return new OutputLayout(folder.toString(), false, "rows" + format.ending(), format);
  }

  private OutputLayout with(TableFormat other) {
    return new OutputLayout(folder, ledger, name, other);
  }

  /**
   * Whether a path is one of those that runs with this layout write, or a thumbnail of any report,
   * and so no image.
   */
  public boolean owns(String path) {
    if (ThumbnailFolder.isThumbnail(path)) {
      return true;
    }
    String start = child("");
    if (!path.startsWith(start)) {
      return false;
    }
    if (path.startsWith(workFolder() + "/")) {
      return true;
    }
    String file = path.substring(start.length());
    return path.equals(metrics())
        || path.equals(report())
        || embeddingsPattern().matcher(file).matches()
        || (ledger ? isOfLedger(file) : isOwnTable(path));
  }

  private static boolean isOfLedger(String file) {
    return isTable(file)
        || isGone(file)
        || file.equals(SETTINGS)
        || file.matches(METRICS_PREFIX + RUN_ID + Pattern.quote(JSON));
  }

  /** Whether a file of a ledger's lists images that are gone. */
  public static boolean isGone(String file) {
    return file.indexOf('/') < 0
        && file.startsWith(GONE_PREFIX)
        && file.endsWith(TableFormat.CSV.ending());
  }

  /** Whether a file of a ledger's or of a work folder is a table. */
  public static boolean isTable(String file) {
    return file.indexOf('/') < 0
        && Stream.of(TableFormat.values()).anyMatch(format -> file.endsWith(format.ending()))
        && (file.startsWith(RESULTS_PREFIX) || file.startsWith(FAILURES_PREFIX));
  }

  /** Whether a ledger's table is one of some run. */
  public static boolean isOfRun(String table, String run) {
    return table.substring(0, table.lastIndexOf('.')).endsWith("-" + run);
  }

  private boolean isOwnTable(String path) {
    return path.equals(results("")) || path.equals(failures(""));
  }

  public String results(String run) {
    return child(ledger ? RESULTS_PREFIX + run + format.ending() : name);
  }

  public String failures(String run) {
    int ending = endingOf(name);
    return child(
        ledger
            ? FAILURES_PREFIX + run + format.ending()
            : name.substring(0, ending) + FAILURES + name.substring(ending));
  }

  /**
   * Returns where the failures of a results file are, whether there are any or not.
   *
   * @throws IOException if it can't be found out what the file is
   */
  public static String failuresBeside(String resultsFile) throws IOException {
    int name = resultsFile.lastIndexOf('/') + 1;
    return isTable(resultsFile.substring(name)) && resultsFile.startsWith(RESULTS_PREFIX, name)
        ? resultsFile.substring(0, name)
            + FAILURES_PREFIX
            + resultsFile.substring(name + RESULTS_PREFIX.length())
        : of(resultsFile).failures("");
  }

  /** Where the metrics of the newest run are found. */
  public String metrics() {
    return child(ledger ? METRICS : name + METRICS_ENDING);
  }

  /** Where a run writes its metrics. */
  public String metrics(String run) {
    return ledger ? child(METRICS_PREFIX + run + JSON) : metrics();
  }

  /** Where a run lists the images of a ledger that are gone. */
  public String gone(String run) {
    return child(GONE_PREFIX + run + TableFormat.CSV.ending());
  }

  /**
   * Returns where the page of a report lies, unless the user says otherwise. The pages of {@code
   * a.csv} and {@code a.jsonl} are {@code a.html} and {@code a.jsonl.html}.
   */
  public String report() {
    int ending = endingOf(name);
    boolean csv = name.substring(ending).equals(TableFormat.CSV.ending());
    return child(ledger ? REPORT : (csv ? name.substring(0, ending) : name) + HTML);
  }

  /**
   * Returns the name of a file of embeddings in the folder, by its number from 0. Those of {@code
   * a.csv}, {@code a.jsonl} and {@code a} are {@code a.embeddings-….npy}, {@code
   * a.embeddings-….jsonl.npy} and {@code a-embeddings-….npy}.
   */
  public String embeddings(String run, int number) {
    return String.format(Locale.ROOT, "%s%s-%05d%s", embeddingsStart(), run, number, npyEnding());
  }

  /** Returns what the names of this output's files of embeddings look like, of whatever run. */
  public Pattern embeddingsPattern() {
    return Pattern.compile(
        Pattern.quote(embeddingsStart()) + RUN_ID + "-\\d{5,}" + Pattern.quote(npyEnding()));
  }

  private String embeddingsStart() {
    if (ledger) {
      return EMBEDDINGS + "-";
    }
    int ending = endingOf(name);
    String separator = ending < name.length() ? "." : "-";
    return name.substring(0, ending) + separator + EMBEDDINGS + "-";
  }

  private String npyEnding() {
    String ending = name.substring(endingOf(name));
    return ledger || ending.equals(TableFormat.CSV.ending()) ? NPY : ending + NPY;
  }

  /** What a ledger's rows depend on, in words: see {@code LedgerSettings}. */
  public String settings() {
    return child(SETTINGS);
  }

  /** Where a run keeps what it has done so far. */
  public String workFolder() {
    return child("." + (ledger ? "imagebeam" : name) + WORK);
  }

  /** Whether the results would have a name that is kept for another file of some output. */
  public boolean isNameTaken() {
    String lower = name.toLowerCase(Locale.ROOT);
    String stem = lower.substring(0, endingOf(lower));
    return lower.equals(METRICS.toLowerCase(Locale.ROOT))
        || lower.equals(SETTINGS.toLowerCase(Locale.ROOT))
        || lower.endsWith(METRICS_ENDING)
        || (lower.startsWith(".") && lower.endsWith(WORK))
        || stem.endsWith(FAILURES)
        || lower.matches("(results|failures|gone)-\\d{8}t\\d{9}z\\.(csv|jsonl)")
        || lower.matches("_metrics-\\d{8}t\\d{9}z\\.json")
        || (lower.endsWith(FAILURES) && lower.length() > FAILURES.length());
  }

  /** Where a name's last ending starts; a dot in front makes none. */
  private static int endingOf(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? dot : name.length();
  }

  private String child(String file) {
    return folder.endsWith("/") ? folder + file : folder + "/" + file;
  }
}
