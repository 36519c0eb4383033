package org.imagebeam.local;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.function.Predicate;

/**
 * Tries again what fails only because other processes make or remove folders and files meanwhile.
 */
public final class Retries {
  /** Far more than several processes need that make and remove one folder. */
  private static final int TRIES = 100;

  private Retries() {}

  /** What is tried. */
  @FunctionalInterface
  public interface Attempt<T> {
    T run() throws IOException;
  }

  /**
   * Runs something until it succeeds, a hundred times at most.
   *
   * @param passes whether an exception may be gone at the next attempt
   * @return what it returns
   * @throws IOException of the last attempt, or the first one that doesn't pass
   */
  public static <T> T until(Predicate<IOException> passes, Attempt<T> attempt) throws IOException {
    requireNonNull(passes, "passes is null");
    for (int i = 1; true; i++) {
      try {
        return attempt.run();
      } catch (IOException e) {
        if (i == TRIES || !passes.test(e)) {
          throw e;
        }
      }
    }
  }
}
