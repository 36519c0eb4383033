package org.imagebeam.classify.ledger;

/**
 * Counts what a run left to earlier and later runs. Where the output keeps no rows of earlier runs,
 * all but {@code later} are 0.
 *
 * @param skipped images that had a row before
 * @param madeAnew images that had rows of other models or settings only; those that the limit
 *     leaves count, too
 * @param triedAgain images that had failed before; those that the limit leaves count, too
 * @param later images that are left for the next run, because of a limit
 * @param gone images with rows whose files are gone, and whose rows were marked or dropped
 */
public record LedgerCounts(long skipped, long madeAnew, long triedAgain, long later, long gone) {}
