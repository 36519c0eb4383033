package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/**
 * Commits the bottlenecks of each bundle as a shard of the cache. A bundle that the runner repeats
 * leaves two, of which readers take one.
 */
final class WriteBottlenecksFn extends DoFn<KV<KV<MatchResult.Metadata, Integer>, float[]>, Void> {
  private static final long serialVersionUID = 1L;

  private final BottleneckWork work;
  private transient CacheWriter writer;
  private transient long added;

  WriteBottlenecksFn(BottleneckWork work) {
    this.work = requireNonNull(work, "work is null");
  }

  @StartBundle
  public void startBundle() {
    writer = work.writer();
    added = 0;
  }

  @ProcessElement
  public void process(@Element KV<KV<MatchResult.Metadata, Integer>, float[]> made)
      throws IOException {
    KV<MatchResult.Metadata, Integer> picture = made.getKey();
    writer.add(BottleneckKey.of(picture.getKey(), picture.getValue()), made.getValue());
    added++;
  }

  @FinishBundle
  public void finishBundle() throws IOException {
    writer.flush();
    Metrics.counter(BottleneckMetrics.NAMESPACE, BottleneckMetrics.COMPUTED).inc(added);
  }
}
