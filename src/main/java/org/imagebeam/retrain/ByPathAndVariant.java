package org.imagebeam.retrain;

import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.SerializableComparator;
import org.apache.beam.sdk.values.KV;

/** Orders pictures by their paths, and those of one path by their variants. */
final class ByPathAndVariant implements SerializableComparator<KV<MatchResult.Metadata, Integer>> {
  private static final long serialVersionUID = 1L;

  @Override
  public int compare(
      KV<MatchResult.Metadata, Integer> one, KV<MatchResult.Metadata, Integer> other) {
    int byPath =
        one.getKey().resourceId().toString().compareTo(other.getKey().resourceId().toString());
    return byPath != 0 ? byPath : Integer.compare(one.getValue(), other.getValue());
  }
}
