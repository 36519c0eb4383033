package org.imagebeam.classify.ledger;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import org.imagebeam.classify.input.InputPatterns;
import org.imagebeam.local.InvalidValueException;
import org.imagebeam.pipeline.OptionChecks;

/**
 * The values of {@link LedgerOptions}, checked. Immutable.
 *
 * @param limit how many images are classified at most; {@link #NO_LIMIT} for all
 * @param retryFailures whether failures that are the file's own fault are tried again, too
 * @param prune what is done with the rows of images that are gone
 * @param maxPruneRatio how much of the images with rows below each folder may be gone, from 0 to 1
 */
public record LedgerPolicy(long limit, boolean retryFailures, Prune prune, double maxPruneRatio)
    implements Serializable {
  /** Stands for no limit. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  static final double DEFAULT_MAX_PRUNE_RATIO = 0.5;

  /** Lists what can be done with the rows of images that are gone. */
  public enum Prune {
    /** They stay as they are. */
    NOTHING,
    /** A table lists them. */
    MARK,
    /** They are taken out of their tables. */
    DROP
  }

  /** What the option takes. */
  private enum Stated {
    MARK,
    DROP
  }

  public LedgerPolicy {
    requireNonNull(prune, "prune is null");
  }

  /**
   * Reads and checks the options.
   *
   * @param input in which images are looked for
   * @param ledger whether the output is a folder that keeps the rows of earlier runs
   * @throws InvalidValueException if a value is invalid, naming the option
   */
  public static LedgerPolicy of(LedgerOptions options, String input, boolean ledger) {
    Long limit = options.getLimit();
    LedgerPolicy policy =
        new LedgerPolicy(
            limit == null ? NO_LIMIT : OptionChecks.atLeast(1, "limit", limit),
            options.getRetryFailures(),
            prune(options.getPrune()),
            options.getMaxPruneRatio());
    if (!(policy.maxPruneRatio >= 0 && policy.maxPruneRatio <= 1)) {
      throw InvalidValueException.of(
          "maxPruneRatio", "must be 0 to 1, not " + policy.maxPruneRatio);
    }
    if (policy.retryFailures && !ledger) {
      throw needsFolder("retryFailures");
    }
    if (policy.prune != Prune.NOTHING) {
      if (!ledger) {
        throw needsFolder("prune");
      }
      if (InputPatterns.split(input).stream().anyMatch(InputPatterns.Part::isList)) {
        throw InvalidValueException.of(
            "prune",
            "needs folders or patterns as the input: a list doesn't say which images are gone");
      }
    }
    return policy;
  }

  private static Prune prune(String value) {
    if (value.isEmpty()) {
      return Prune.NOTHING;
    }
    return switch (OptionChecks.oneOf(Stated.class, "prune", value)) {
      case MARK -> Prune.MARK;
      case DROP -> Prune.DROP;
    };
  }

  private static InvalidValueException needsFolder(String option) {
    return InvalidValueException.of(
        option, "is for an output that is a folder: only there do rows of earlier runs count");
  }
}
