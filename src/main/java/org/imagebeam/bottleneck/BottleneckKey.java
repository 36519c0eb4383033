package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * Identifies what a bottleneck was made of: a version of an image file, in one variant.
 *
 * @param path as listed
 * @param size in bytes
 * @param modified milliseconds since 1970
 * @param variant 0 for the image as it is, 1 and up for distorted copies
 */
record BottleneckKey(String path, long size, long modified, int variant) {
  BottleneckKey {
    requireNonNull(path, "path is null");
  }

  static BottleneckKey of(MatchResult.Metadata file, int variant) {
    return new BottleneckKey(
        file.resourceId().toString(), file.sizeBytes(), file.lastModifiedMillis(), variant);
  }

  /** Returns whether it is of that very file, unchanged. */
  boolean isOf(MatchResult.Metadata file) {
    return size == file.sizeBytes()
        && modified == file.lastModifiedMillis()
        && path.equals(file.resourceId().toString());
  }
}
