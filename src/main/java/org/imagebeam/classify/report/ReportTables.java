package org.imagebeam.classify.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.Lists;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imagebeam.classify.table.GoneTable;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.storage.Storage;
import org.imagebeam.thumbnail.ThumbnailFolder;

/**
 * The tables that a page is made of.
 *
 * @param newestFirst their paths
 * @param ofFolders those of them that lie in a folder of tables, to which anybody may have added
 *     others: what isn't a table there is warned of, and passed over
 * @param thumbnails the folders where thumbnails of their images may be
 * @param oneRun whether they are the results and the failures of one run, which have no image in
 *     common
 * @param current which rows count before others; nothing if the newest do
 */
public record ReportTables(
    List<String> newestFirst,
    Set<String> ofFolders,
    List<ThumbnailFolder> thumbnails,
    boolean oneRun,
    Optional<Current> current) {
  private static final long MOST_METRICS_BYTES = 1 << 24;

  /**
   * The model and the settings of a folder's last run, whose rows count before newer ones of
   * others.
   *
   * @param model as rows name it
   * @param settings by their id
   */
  public record Current(String model, String settings) {
    boolean has(ReportRow row) {
      return row.model().equals(model) && row.settings().equals(settings);
    }
  }

  public ReportTables {
    newestFirst = List.copyOf(newestFirst);
    ofFolders = Set.copyOf(ofFolders);
    thumbnails = List.copyOf(thumbnails);
  }

  /**
   * Finds the tables of outputs.
   *
   * @param outputs each a results file, whose failures are beside it, or a folder of tables; of an
   *     image that several have, the row of the last one counts
   * @throws IOException if one isn't there, or has no tables
   */
  public static ReportTables of(List<String> outputs) throws IOException {
    List<String> tables = new ArrayList<>();
    Set<String> ofFolders = new LinkedHashSet<>();
    Set<ThumbnailFolder> thumbnails = new LinkedHashSet<>();
    for (String output : Lists.reverse(outputs)) {
      if (Storage.isFolder(output)) {
        List<String> found = inFolder(output);
        tables.addAll(found);
        ofFolders.addAll(found);
      } else {
        tables.addAll(ofFile(output));
      }
      thumbnails.add(placeOf(output).thumbnails());
    }
    return new ReportTables(
        tables,
        ofFolders,
        List.copyOf(thumbnails),
        outputs.size() == 1
            && (ofFolders.isEmpty()
                || tables.stream().map(ReportTables::run).distinct().count() == 1),
        outputs.size() == 1 ? current(outputs.get(0)) : Optional.empty());
  }

  /**
   * Returns where the page of an output lies if nobody says otherwise: that of {@code night.csv} is
   * {@code night.html}, that of a folder's is {@code report.html} in it.
   *
   * @param output a results file, one of a folder's tables, or a folder
   * @throws IOException if it can't be found out what it is
   */
  public static ReportPlace placeOf(String output) throws IOException {
    int name = output.lastIndexOf('/') + 1;
    boolean ofFolder = !output.endsWith("/") && OutputLayout.isTable(output.substring(name));
    String place = ofFolder ? (name == 0 ? "./" : output.substring(0, name)) : output;
    return new ReportPlace(OutputLayout.of(place).report());
  }

  /**
   * Returns these tables, of whose images there may be thumbnails in another folder, too.
   *
   * @throws IOException if it isn't there
   */
  public ReportTables withThumbnails(String folder) throws IOException {
    if (!Storage.isFolder(folder)) {
      throw new IOException(
          "there is no folder '" + folder + "': name one of thumbnails, or leave that out");
    }
    String path = Storage.localPath(folder).map(Path::toString).orElse(folder);
    List<ThumbnailFolder> all = new ArrayList<>(thumbnails);
    all.add(new ThumbnailFolder(path.replaceAll("/+$", "")));
    return new ReportTables(newestFirst, ofFolders, all, oneRun, current);
  }

  private static List<String> ofFile(String file) throws IOException {
    if (!Storage.exists(file)) {
      throw new IOException(
          "there is no file '"
              + file
              + "': name a results file that classify has written, or a folder of such files");
    }
    List<String> tables = new ArrayList<>(List.of(file));
    String failures = OutputLayout.failuresBeside(file);
    if (Storage.exists(failures)) {
      tables.add(failures);
    }
    return tables;
  }

  private static List<String> inFolder(String folder) throws IOException {
    List<String> tables =
        Storage.list(folder).stream()
            .filter(name -> OutputLayout.isTable(name) || OutputLayout.isGone(name))
            .sorted(Comparator.comparing(ReportTables::run).reversed())
            .map(name -> Storage.resolve(folder, name))
            .toList();
    if (tables.stream().allMatch(GoneTable::isOne)) {
      throw new IOException(
          "in the folder '"
              + folder
              + "' is no table: name a folder to which classify has added tables, or a results file");
    }
    return tables;
  }

  /** The part of a folder's table's name that its run's other table has as well. */
  private static String run(String table) {
    String name = table.substring(table.lastIndexOf('/') + 1);
    return name.substring(name.indexOf('-'), name.lastIndexOf('.'));
  }

  /** Returns what the folder's last run has noted; nothing if the file is another program's. */
  private static Optional<Current> current(String folder) throws IOException {
    if (!Storage.isFolder(folder)) {
      return Optional.empty();
    }
    Optional<byte[]> metrics =
        Storage.readIfPresent(Storage.resolve(folder, OutputLayout.METRICS), MOST_METRICS_BYTES);
    if (metrics.isEmpty()) {
      return Optional.empty();
    }
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(metrics.get());
    } catch (IOException e) {
      return Optional.empty();
    }
    String model = json.path("model").path("id").asText();
    String settings = json.path("settings").path("id").asText();
    return model.isEmpty() || settings.isEmpty()
        ? Optional.empty()
        : Optional.of(new Current(model, settings));
  }
}
