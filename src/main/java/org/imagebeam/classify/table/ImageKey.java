package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * A version of an image file.
 *
 * @param path as matched
 * @param size in bytes, or {@link #UNKNOWN}
 * @param modified milliseconds since 1970, or {@link #UNKNOWN}
 */
public record ImageKey(String path, long size, long modified) implements Serializable {
  /** Stands for a size or time of a file that could not be looked at. */
  public static final long UNKNOWN = -1;

  public ImageKey {
    requireNonNull(path, "path is null");
  }

  public static ImageKey of(MatchResult.Metadata file) {
    return new ImageKey(file.resourceId().toString(), file.sizeBytes(), file.lastModifiedMillis());
  }

  /** A file of which only the path is known. */
  public static ImageKey ofPath(String path) {
    return new ImageKey(path, UNKNOWN, UNKNOWN);
  }

  /** The size as a CSV cell, empty if unknown. */
  String sizeCell() {
    return size == UNKNOWN ? "" : Long.toString(size);
  }

  /** The time as a CSV cell: ISO 8601, UTC, empty if unknown. */
  String modifiedCell() {
    return modified == UNKNOWN
        ? ""
        : DateTimeFormatter.ISO_INSTANT.format(Instant.ofEpochMilli(modified));
  }

  /**
   * Reads the cells back.
   *
   * @throws IllegalArgumentException if they aren't what this class writes
   */
  public static ImageKey ofCells(String path, String size, String modified) {
    try {
      return new ImageKey(
          path,
          size.isEmpty() ? UNKNOWN : Long.parseLong(size),
          modified.isEmpty() ? UNKNOWN : Instant.parse(modified).toEpochMilli());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
