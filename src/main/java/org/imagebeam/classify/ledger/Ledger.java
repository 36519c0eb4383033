package org.imagebeam.classify.ledger;

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
import org.imagebeam.classify.input.InputImages;
import org.imagebeam.classify.table.EmbeddingFiles;
import org.imagebeam.classify.table.EmbeddingPlace;
import org.imagebeam.classify.table.OutputLayout;
import org.imagebeam.classify.table.VectorColumn;
import org.imagebeam.storage.Storage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the tables of a folder say of a run's images. An image is done if a row has its path, size,
 * time, model and settings, and isn't a failure that may pass. Tables that somebody has changed
 * since are read as far as they go; what is passed over is warned of, and left alone.
 */
public final class Ledger {
  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

  private final InputImages plan;
  private final String model;
  private final String settings;
  private final VectorColumn vector;
  private final BitSet done = new BitSet();
  private final BitSet passing = new BitSet();
  private final BitSet otherwise = new BitSet();

  /** Those whose newest row is of another model or other settings. */
  private final BitSet overtaken = new BitSet();

  private final Map<String, BitSet> bySettings = new TreeMap<>();

  /** Those of whose rows the files of embeddings are gone or damaged. */
  private final BitSet lost = new BitSet();

  /** Those whose embedding stands as this run would write it. */
  private final BitSet inForm = new BitSet();

  /** Those whose embedding stands in another way. */
  private final BitSet inOtherForm = new BitSet();

  private final EmbeddingFiles files;

  private Ledger(InputImages plan, EmbeddingFiles files, Wanted wanted) {
    this.plan = plan;
    this.files = files;
    this.model = wanted.model();
    this.settings = wanted.settings();
    this.vector = wanted.vector();
  }

  /**
   * Says which rows count.
   *
   * @param model as rows name it
   * @param settings see {@link RowSettings#id}
   * @param vector how the run writes embeddings; rows that have theirs otherwise count all the same
   */
  public record Wanted(String model, String settings, VectorColumn vector) {}

  /**
   * Reads the tables.
   *
   * @param plan of all images
   * @param folder of the tables; one that isn't there yet is empty
   * @param run whose own tables don't count: they may be there if it was killed while it ended
   * @param wanted which rows count
   * @throws IOException if a table or a file of embeddings can't be read, whatever is in it
   */
  public static Ledger read(InputImages plan, String folder, String run, Wanted wanted)
      throws IOException {
    List<String> names = Storage.isFolder(folder) ? Storage.list(folder) : List.of();
    Ledger ledger = new Ledger(plan, new EmbeddingFiles(folder, names), wanted);
    for (String name : tables(names)) {
      if (!OutputLayout.isOfRun(name, run)) {
        String file = Storage.resolve(folder, name);
        Optional<String> complaint = LedgerTable.read(file, ledger::note);
        complaint.ifPresent(
            what ->
                LOG.warn(
                    "{}; what isn't whole doesn't count as done, and the file is left as it is",
                    what));
        ledger.endTable();
      }
    }
    ledger.files.complaints().forEach(LOG::warn);
    ledger.lost.andNot(ledger.done);
    ledger.inOtherForm.andNot(ledger.inForm);
    ledger.passing.andNot(ledger.done);
    ledger.overtaken.and(ledger.done);
    ledger.bySettings.values().forEach(images -> images.andNot(ledger.done));
    ledger.otherwise.andNot(ledger.done);
    // Classified anew for their files, of which the complaints tell.
    ledger.bySettings.values().forEach(images -> images.andNot(ledger.lost));
    ledger.otherwise.andNot(ledger.lost);
    return ledger;
  }

  /**
   * Reads the parts that an interrupted run has committed.
   *
   * @throws IOException if one can't be read, or isn't whole
   */
  public static Ledger ofParts(InputImages plan, String folder, Wanted wanted) throws IOException {
    List<String> names = Storage.isFolder(folder) ? Storage.list(folder) : List.of();
    Ledger parts = new Ledger(plan, new EmbeddingFiles(folder, List.of()), wanted);
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
    EmbeddingPlace place = row.place();
    if (place.isInFile()) {
      files.note(place);
    }
    int image = plan.find(row.key());
    if (image < 0) {
      return;
    }
    boolean sameModel = row.model().equals(model);
    boolean same = sameModel && row.settings().equals(settings);
    if (same && place.isInFile()) {
      files.add(place, image);
      return;
    }
    overtaken.set(image, !same);
    if (!sameModel) {
      return;
    }
    if (!same) {
      otherwise.set(image);
      // One image may have rows of many settings: the newest is told.
      bySettings.values().forEach(images -> images.clear(image));
      bySettings.computeIfAbsent(row.settings(), id -> new BitSet()).set(image);
    } else if (row.lasts()) {
      markDone(image, place.column());
    } else {
      passing.set(image);
    }
  }

  private void markDone(int image, VectorColumn column) {
    done.set(image);
    if (column == vector) {
      inForm.set(image);
    } else if (column != VectorColumn.NONE) {
      inOtherForm.set(image);
    }
  }

  private void endTable() throws IOException {
    files.endTable(
        image -> {
          overtaken.clear(image);
          markDone(image, VectorColumn.SHARD);
        },
        lost::set);
  }

  /** The numbers of the images that are done. */
  public BitSet done() {
    return done;
  }

  /** How many images have failed before in a way that may pass, and are tried again. */
  public int triedAgain() {
    return passing.cardinality();
  }

  /** How many images have rows of other settings only. */
  public int madeAnew() {
    return otherwise.cardinality();
  }

  /**
   * A sentence for each kind of other settings that images have rows of, and no row of this run's.
   *
   * @param now the settings of this run
   * @param known those of each id
   */
  public List<String> differences(Map<String, String> now, Map<String, Map<String, String>> known) {
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
  public Optional<String> goneBack() {
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

  /**
   * A sentence on images that are done, and have their embedding otherwise than this run writes it;
   * nothing if there are none.
   */
  public Optional<String> otherForm() {
    int images = inOtherForm.cardinality();
    if (images == 0) {
      return Optional.empty();
    }
    String where =
        vector == VectorColumn.SHARD
            ? "in the column '" + VectorColumn.EMBEDDING + "', not in an .npy file"
            : "in an .npy file that the column '" + VectorColumn.FILE + "' names, not in the table";
    return Optional.of(
        (images == 1
                ? "1 image is done, and its embedding is "
                : images + " images are done, and the embedding of each is ")
            + where
            + ": none is made again; to have all in one form, write into another folder");
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
