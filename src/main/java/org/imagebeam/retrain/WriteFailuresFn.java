package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.imagebeam.inference.InferenceFailure;

/** Commits the failures of each bundle, as {@link WriteBottlenecksFn} does the bottlenecks. */
final class WriteFailuresFn
    extends DoFn<InferenceFailure<KV<MatchResult.Metadata, Integer>>, Void> {
  private static final long serialVersionUID = 1L;

  private final BottleneckWork work;
  private transient CacheWriter writer;
  private transient long added;

  WriteFailuresFn(BottleneckWork work) {
    this.work = requireNonNull(work, "work is null");
  }

  @StartBundle
  public void startBundle() {
    writer = work.writer();
    added = 0;
  }

  @ProcessElement
  public void process(@Element InferenceFailure<KV<MatchResult.Metadata, Integer>> failure)
      throws IOException {
    KV<MatchResult.Metadata, Integer> picture = failure.input();
    writer.add(BottleneckKey.of(picture.getKey(), picture.getValue()), StageFailure.of(failure));
    added++;
  }

  @FinishBundle
  public void finishBundle() throws IOException {
    writer.flush();
    Metrics.counter(BottleneckMetrics.NAMESPACE, BottleneckMetrics.FAILED).inc(added);
  }
}
