package org.imagebeam.classify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tables of a folder say of a run's images. An image is done if a row has its path, size,
 * time, model and settings, and isn't a failure that may pass. Tables that somebody has changed
 * since are read as far as they go; what is passed over is warned of, and left alone.
 */
final class Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final RemainingImages plan;
  private final String model;
  private final String settings;
  private final BitSet done = new BitSet();
  private final BitSet passing = new BitSet();
  private final BitSet otherwise = new BitSet();

  /** Those whose newest row is of another model or other settings. */
  private final BitSet overtaken = new BitSet();

  private final Map<String, BitSet> bySettings = new TreeMap<>();

  /** The names of the files beside the tables. */
  private final Set<String> files;

  private long withoutShard;

  private Ledger(RemainingImages plan, Set<String> files, String model, String settings) {
    this.plan = plan;
    this.files = files;
    this.model = model;
    this.settings = settings;
  }

  /**
   * Reads the tables.
   *
   * @param plan of all images
   * @param folder of the tables; one that isn't there yet is empty
   * @param run whose own tables don't count: they may be there if it was killed while it ended
   * @param model of which rows count, as rows name it
   * @param settings of which rows count, see {@link RowSettings#id}
   * @throws IOException if a table can't be read, whatever is in it
   */
  static Ledger read(RemainingImages plan, String folder, String run, String model, String settings)
      throws IOException {
    List<String> names = Storage.isFolder(folder) ? Storage.list(folder) : List.of();
    Ledger ledger = new Ledger(plan, Set.copyOf(names), model, settings);
    for (String name : tables(names)) {
      if (!OutputLayout.isOfRun(name, run)) {
        String file = Storage.resolve(folder, name);
        Optional<String> complaint = LedgerTable.read(file, ledger::note);
        complaint.ifPresent(
            what ->
                LOG.warn(
                    "{}; what isn't whole doesn't count as done, and the file is left as it is",
                    what));
      }
    }
    if (ledger.withoutShard > 0) {
      LOG.warn(
          "{} rows in '{}' name a file of embeddings that isn't there, and don't count as done",
          ledger.withoutShard,
          folder);
    }
    ledger.passing.andNot(ledger.done);
    ledger.overtaken.and(ledger.done);
    ledger.bySettings.values().forEach(images -> images.andNot(ledger.done));
    ledger.otherwise.andNot(ledger.done);
    return ledger;
  }

  /**
   * Reads the parts that an interrupted run has committed.
   *
   * @throws IOException if one can't be read, or isn't whole
   */
  static Ledger ofParts(RemainingImages plan, String folder, String model, String settings)
      throws IOException {
    List<String> names = Storage.isFolder(folder) ? Storage.list(folder) : List.of();
    Ledger parts = new Ledger(plan, Set.of(), model, settings);
    for (String name : tables(names)) {
      Optional<String> complaint = LedgerTable.read(Storage.resolve(folder, name), parts::note);
      if (complaint.isPresent()) {
        throw new IOException(
            complaint.get() + ": remove that file, and its images are classified again");
      }
    }
    return parts;
  }

  /** The tables among some files, those of the oldest run first. */
  private static List<String> tables(List<String> names) {
    return names.stream()
        .filter(OutputLayout::isTable)
        .sorted(Comparator.comparing(name -> name.substring(name.indexOf('-'))))
        .toList();
  }

  private void note(LedgerRow row) {
    int image = plan.find(row.key());
    if (image < 0) {
      return;
    }
    if (!row.shard().isEmpty() && !files.contains(row.shard())) {
      withoutShard++;
      return;
    }
    boolean sameModel = row.model().equals(model);
    overtaken.set(image, !sameModel || !row.settings().equals(settings));
    if (!sameModel) {
      return;
    }
    if (!row.settings().equals(settings)) {
      otherwise.set(image);
      // One image may have rows of many settings: the newest is told.
      bySettings.values().forEach(images -> images.clear(image));
      bySettings.computeIfAbsent(row.settings(), id -> new BitSet()).set(image);
    } else if (row.lasts()) {
      done.set(image);
    } else {
      passing.set(image);
    }
  }

  /** The numbers of the images that are done. */
  BitSet done() {
    return done;
  }

  /** How many images have failed before in a way that may pass, and are tried again. */
  int triedAgain() {
    return passing.cardinality();
  }

  /** How many images have rows of other settings only. */
  int madeAnew() {
    return otherwise.cardinality();
  }

  /**
   * A sentence for each kind of other settings that images have rows of, and no row of this run's.
   *
   * @param now the settings of this run
   * @param known those of each id
   */
  List<String> differences(Map<String, String> now, Map<String, Map<String, String>> known) {
    List<String> sentences = new ArrayList<>();
    bySettings.forEach(
        (id, images) -> {
          if (!images.isEmpty()) {
            sentences.add(
                (images.cardinality() == 1
                        ? "1 image is classified anew: the row that it has is "
                        : images.cardinality()
                            + " images are classified anew: the rows that they have are ")
                    + difference(id, now, known.getOrDefault(id, Map.of())));
          }
        });
    return sentences;
  }

  /**
   * A sentence on images that are done, and have newer rows of another model or other settings;
   * nothing if there are none.
   */
  Optional<String> goneBack() {
    int images = overtaken.cardinality();
    return images == 0
        ? Optional.empty()
        : Optional.of(
            (images == 1
                    ? "1 image is done with this model and these settings, and has a newer row of"
                        + " others"
                    : images
                        + " images are done with this model and these settings, and have newer rows"
                        + " of others")
                + ": from this run on, the rows of the model "
                + model
                + " and the settings "
                + settings
                + " count, as "
                + OutputLayout.METRICS
                + " says");
  }

  private static Set<String> names(Map<String, String> before, Map<String, String> now) {
    Set<String> names = new TreeSet<>(now.keySet());
    names.addAll(before.keySet());
    return names;
  }

  private static String difference(String id, Map<String, String> now, Map<String, String> before) {
    if (id.isEmpty()) {
      return "of a former release of imagebeam, which didn't note the settings";
    }
    return before.isEmpty()
        ? "of other settings (" + id + ")"
        : "of other settings: "
            + String.join(", ", SettingsDifference.between(names(before, now), before, now));
  }
}
