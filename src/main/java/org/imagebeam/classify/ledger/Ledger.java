package org.imagebeam.classify.ledger;

import java.io.IOException;
import java.io.Serializable;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.classify.input.InputImages;
import org.imagebeam.classify.table.EmbeddingFiles;
import org.imagebeam.classify.table.EmbeddingPlace;
import org.imagebeam.classify.table.GoneTable;
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
  private final Wanted wanted;
  private final BitSet done = new BitSet();
  private final BitSet passing = new BitSet();
  private final OtherRows others;

  /** Those whose newest row is of another model or other settings. */
  private final BitSet overtaken = new BitSet();

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
    this.wanted = wanted;
    this.others = new OtherRows(wanted.model());
  }

  /**
   * Says which rows count.
   *
   * @param model as rows name it
   * @param settings see {@link RowSettings#id}
   * @param vector how the run writes embeddings; rows that have theirs otherwise count all the same
   * @param retryFailures whether no failure counts, not even one that is the file's own fault
   */
  public record Wanted(String model, String settings, VectorColumn vector, boolean retryFailures)
      implements Serializable {
    private boolean counts(LedgerRow row) {
      return switch (row.outcome()) {
        case RESULT -> true;
        case LASTING_FAILURE -> !retryFailures;
        case PASSING_FAILURE -> false;
      };
    }
  }

  /**
   * Reads the tables.
   *
   * @param plan of all images
   * @param folder of the tables; one that isn't there yet is empty
   * @param run whose own tables don't count: they may be there if it was killed while it ended
   * @param wanted which rows count
   * @param gone told of all rows, and marks
   * @throws IOException if a table or a file of embeddings can't be read, whatever is in it
   */
  static Ledger read(InputImages plan, String folder, String run, Wanted wanted, GoneImages gone)
      throws IOException {
    List<String> names = Storage.isFolder(folder) ? Storage.list(folder) : List.of();
    Ledger ledger = new Ledger(plan, new EmbeddingFiles(folder, names), wanted);
    for (String name : tables(names)) {
      String file = Storage.resolve(folder, name);
      if (OutputLayout.isGone(name)) {
        GoneTable.read(file, path -> ledger.noteGone(path, gone)).ifPresent(LOG::warn);
      } else if (!OutputLayout.isOfRun(name, run)) {
        Optional<String> complaint =
            LedgerTable.read(
                file,
                row -> {
                  gone.note(row.key());
                  ledger.note(row);
                });
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
    ledger.others.remove(ledger.done);
    // Classified anew for their files, of which the complaints tell.
    ledger.others.remove(ledger.lost);
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

  /** The tables among some files, and those of gone images; those of the oldest run first. */
  private static List<String> tables(List<String> names) {
    return names.stream()
        .filter(name -> OutputLayout.isTable(name) || OutputLayout.isGone(name))
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
    boolean same = row.model().equals(wanted.model()) && row.settings().equals(wanted.settings());
    if (same && place.isInFile()) {
      files.add(place, image);
      return;
    }
    overtaken.set(image, !same);
    if (!same) {
      others.note(image, row);
    } else if (wanted.counts(row)) {
      markDone(image, place.column());
    } else {
      passing.set(image);
    }
  }

  /** A file that was gone once and is there again has no row that counts. */
  private void noteGone(String path, GoneImages gone) {
    gone.noteMark(path);
    int image = plan.findPath(path);
    if (image >= 0) {
      List.of(done, passing, overtaken, inForm, inOtherForm).forEach(noted -> noted.clear(image));
    }
  }

  private void markDone(int image, VectorColumn column) {
    done.set(image);
    if (column == wanted.vector()) {
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

  /** How many images have failed before, and are tried again. */
  public int triedAgain() {
    return passing.cardinality();
  }

  /** How many images have rows of other models or settings only. */
  public int madeAnew() {
    return others.count();
  }

  /**
   * A sentence for each other model and each kind of other settings that images have rows of, and
   * no row of this run's.
   *
   * @param now the settings of this run
   * @param known those of each id
   */
  public List<String> differences(Map<String, String> now, Map<String, Map<String, String>> known) {
    return others.sentences(now, known);
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
                + wanted.model()
                + " and the settings "
                + wanted.settings()
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
        wanted.vector() == VectorColumn.SHARD
            ? "in the column '" + VectorColumn.EMBEDDING + "', not in an .npy file"
            : "in an .npy file that the column '" + VectorColumn.FILE + "' names, not in the table";
    return Optional.of(
        (images == 1
                ? "1 image is done, and its embedding is "
                : images + " images are done, and the embedding of each is ")
            + where
            + ": none is made again; to have all in one form, write into another folder");
  }
}
