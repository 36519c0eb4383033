package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.values.KV;
import org.imagebeam.inference.GroupOutcomes;
import org.imagebeam.inference.InferenceFailure;

/**
 * Commits what came of a group of pictures as a shard of the cache. A group that the runner repeats
 * leaves two, of which readers take one.
 */
final class CommitBottlenecks
    implements Contextful.Fn<GroupOutcomes<KV<MatchResult.Metadata, Integer>, float[]>, Void> {
  private static final long serialVersionUID = 1L;

  private final BottleneckWork work;

  CommitBottlenecks(BottleneckWork work) {
    this.work = requireNonNull(work, "work is null");
  }

  @Override
  public Void apply(
      GroupOutcomes<KV<MatchResult.Metadata, Integer>, float[]> group, Context context)
      throws IOException {
    CacheWriter writer = work.writer();
    for (KV<KV<MatchResult.Metadata, Integer>, float[]> made : group.inferences()) {
      writer.add(key(made.getKey()), made.getValue());
    }
    for (InferenceFailure<KV<MatchResult.Metadata, Integer>> failure : group.failures()) {
      writer.add(key(failure.input()), StageFailure.of(failure));
    }
    writer.flush();
    count(BottleneckMetrics.COMPUTED, group.inferences().size());
    count(BottleneckMetrics.FAILED, group.failures().size());
    return null;
  }

  private static BottleneckKey key(KV<MatchResult.Metadata, Integer> picture) {
    return BottleneckKey.of(picture.getKey(), picture.getValue());
  }

  private static void count(String name, int pictures) {
    Metrics.counter(BottleneckMetrics.NAMESPACE, name).inc(pictures);
  }
}
