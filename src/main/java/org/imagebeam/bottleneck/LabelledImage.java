package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * An image of a known class.
 *
 * @param file as listed
 * @param label the number of the class in {@link LabelledFolder#labels}
 * @param side that the image is on
 */
public record LabelledImage(MatchResult.Metadata file, int label, Side side) {
  public LabelledImage {
    requireNonNull(file, "file is null");
    requireNonNull(side, "side is null");
  }

  public String path() {
    return file.resourceId().toString();
  }
}
