package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/**
 * Lists the variants of pictures that the cache lacks. One worker lists them all, so that the paths
 * of a hundred thousand pictures need not be part of the pipeline.
 */
final class ListMissingFn extends DoFn<String, KV<MatchResult.Metadata, Integer>> {
  private static final long serialVersionUID = 1L;

  private final BottleneckWork work;

  ListMissingFn(BottleneckWork work) {
    this.work = requireNonNull(work, "work is null");
  }

  @ProcessElement
  public void process(@Element String folder, OutputReceiver<KV<MatchResult.Metadata, Integer>> out)
      throws IOException {
    Slots slots = new Slots(ImageFolder.listAgain(folder, work.split()).images(), work.settings());
    CacheContents contents = new CacheContents(slots, false);
    new BottleneckCache(work.cache(), work.settings()).read(contents);
    List<Integer> missing = contents.missing();
    Metrics.counter(BottleneckMetrics.NAMESPACE, BottleneckMetrics.CACHED)
        .inc(slots.count() - missing.size());
    for (int slot : missing) {
      int image = slots.imageOf(slot);
      out.output(KV.of(slots.image(image).file(), slot - slots.first(image)));
    }
  }
}
