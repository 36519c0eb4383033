package org.imagebeam.storage;

import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;

/**
 * What a {@link FileListing} found. Immutable.
 *
 * @param files the files, sorted by path, none twice; never folders
 * @param problems what could not be listed, in the order it was met. The files are all there is
 *     only if this is empty
 */
public record Listing(List<Metadata> files, List<Problem> problems) {
  /** Copies the lists. */
  public Listing {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  /**
   * A place that could not be listed.
   *
   * @param path the file, folder or pattern
   * @param message what is wrong with it; names the path
   */
  public record Problem(String path, String message) {}
}
