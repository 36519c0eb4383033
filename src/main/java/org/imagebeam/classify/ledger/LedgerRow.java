package org.imagebeam.classify.ledger;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import org.imagebeam.classify.table.EmbeddingPlace;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.ModelCell;
import org.imagebeam.imagemodel.ImageStages;
import org.imagebeam.table.DamagedTableException;

/**
 * What a row of a ledger says, beside what is on the image.
 *
 * @param model as {@link ModelCell} writes it, whatever release wrote the row
 * @param settings as {@link RowSettings#id} gave it; empty in tables of former releases
 * @param outcome what came of the image
 * @param place of the image's embedding
 */
record LedgerRow(
    ImageKey key, String model, String settings, Outcome outcome, EmbeddingPlace place) {
  /** What came of an image. */
  enum Outcome {
    RESULT,

    /** A failure that is the file's own fault: the same would come out again. */
    LASTING_FAILURE,

    /** A failure that may do better another time. */
    PASSING_FAILURE;

    /** Returns the outcome of a failure, see {@link ImageStages#lasts}. */
    static Outcome ofFailure(String stage, String error) {
      return ImageStages.lasts(stage, error) ? LASTING_FAILURE : PASSING_FAILURE;
    }
  }

  LedgerRow {
    requireNonNull(key, "key is null");
    requireNonNull(model, "model is null");
    requireNonNull(settings, "settings is null");
    requireNonNull(outcome, "outcome is null");
    requireNonNull(place, "place is null");
  }

  /**
   * The texts of a row, from which it is read.
   *
   * @param settings empty in tables of former releases
   */
  record Texts(String path, String size, String modified, String model, String settings) {
    /**
     * Checks them.
     *
     * @param damaged makes an exception about the row, of words to be read after its number
     */
    LedgerRow check(
        boolean settled,
        Outcome outcome,
        EmbeddingPlace place,
        Function<String, DamagedTableException> damaged)
        throws DamagedTableException {
      if (!ModelCell.isCell(model)) {
        throw damaged.apply(
            "has the model '" + model + "', which isn't 12 hexadecimal digits, an m in front");
      }
      if (settled && !RowSettings.isId(settings)) {
        throw damaged.apply("has the settings '" + settings + "', which are none: it is cut off");
      }
      return new LedgerRow(
          key(damaged), ModelCell.renew(model), settled ? settings : "", outcome, place);
    }

    /**
     * Reads the cells that name a file of embeddings.
     *
     * @param damaged as {@link #check}
     */
    static EmbeddingPlace place(
        String file, String row, Function<String, DamagedTableException> damaged)
        throws DamagedTableException {
      try {
        return EmbeddingPlace.inFile(file, row);
      } catch (IllegalArgumentException e) {
        throw damaged.apply(requireNonNull(e.getMessage(), "no message"));
      }
    }

    private ImageKey key(Function<String, DamagedTableException> damaged)
        throws DamagedTableException {
      try {
        return ImageKey.ofCells(path, size, modified);
      } catch (IllegalArgumentException e) {
        throw damaged.apply(
            "has the size '"
                + size
                + "' and the time '"
                + modified
                + "', which are none that a ledger has");
      }
    }
  }
}
