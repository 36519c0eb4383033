package org.imagebeam.storage;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * Tells what is known of a file or folder, without a class of Beam.
 *
 * @param folder whether it is a folder
 * @param sizeBytes the size of a file; 0 of a folder
 * @param modified the time of the last change, to the millisecond
 */
public record FileInfo(boolean folder, long sizeBytes, Instant modified) {
  public FileInfo {
    requireNonNull(modified, "modified is null");
  }
}
