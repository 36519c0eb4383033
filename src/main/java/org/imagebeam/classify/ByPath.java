package org.imagebeam.classify;

import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.SerializableComparator;

/** Orders files by their paths, character by character. */
final class ByPath implements SerializableComparator<MatchResult.Metadata> {
  private static final long serialVersionUID = 1L;

  @Override
  public int compare(MatchResult.Metadata one, MatchResult.Metadata other) {
    return one.resourceId().toString().compareTo(other.resourceId().toString());
  }
}
