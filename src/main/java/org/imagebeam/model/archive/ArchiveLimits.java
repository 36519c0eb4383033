package org.imagebeam.model.archive;

/**
 * The largest archive that is unpacked.
 *
 * @param maxBytes of all files together, as they come out, whatever the archive states
 * @param maxEntries files and folders
 */
public record ArchiveLimits(long maxBytes, int maxEntries) {
  /** Twice the largest graph that protobuf can hold, and a thousand times the entries of 2015. */
  public static final ArchiveLimits DEFAULT = new ArchiveLimits(4L << 30, 5000);

  /**
   * @throws IllegalArgumentException if a limit is below 1
   */
  public ArchiveLimits {
    if (maxBytes < 1 || maxEntries < 1) {
      throw new IllegalArgumentException("limits are " + maxBytes + " and " + maxEntries);
    }
  }
}
