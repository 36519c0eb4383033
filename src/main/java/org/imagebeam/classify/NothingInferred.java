package org.imagebeam.classify;

import java.util.Locale;
import org.imagebeam.classify.table.PartMerger;
import org.imagebeam.imagemodel.ImageStages;
import org.imagebeam.model.ModelException;

/** Tells a model that answers no image from images that can't be used. */
final class NothingInferred {
  private NothingInferred() {}

  /**
   * Looks at what a run has written.
   *
   * @param failures where the failures are
   * @throws ModelException if no image was classified and the network failed on each that reached
   *     it; says how the first one failed
   */
  static void check(PartMerger.Counts counts, String failures) {
    long failed = counts.failed().getOrDefault(ImageStages.INFER, 0L);
    if (counts.classified() > 0 || failed == 0) {
      return;
    }
    throw new ModelException(
        ModelException.Kind.UNUSABLE,
        String.format(
            Locale.ROOT,
            "the model answered none of %d image%s; the first, %s (rows in %s)",
            failed,
            failed == 1 ? "" : "s",
            counts.unanswered().orElse(""),
            failures));
  }
}
