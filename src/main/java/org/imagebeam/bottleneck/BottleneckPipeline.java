package org.imagebeam.bottleneck;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MetadataCoderV2;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Requirements;
import org.apache.beam.sdk.values.KV;
import org.imagebeam.inference.GroupOutcomes;
import org.imagebeam.inference.InferenceFailure;
import org.imagebeam.inference.RunInference;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.pipeline.PipelineRun;
import org.imagebeam.progress.ProgressId;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/**
 * Makes the bottlenecks of a folder of images, as far as the cache doesn't have them.
 *
 * <pre>
 * LabelledFolder ── ListMissing ── RunInference ─► cache
 *                     ▲
 *                     └── cache
 * </pre>
 *
 * <p>What a group has committed is never made again: killed at any moment, the next run makes only
 * the rest. Where the cache has all, no pipeline is run and no model loaded.
 */
public final class BottleneckPipeline {
  private static final double NANOS = 1e9;

  private final PipelineOptions options;
  private final BottleneckSettings settings;
  private final String cache;

  /**
   * @param options of the pipeline, such as its runner
   * @param settings how bottlenecks are made
   * @param cache the folder where they are kept, made if missing
   */
  public BottleneckPipeline(PipelineOptions options, BottleneckSettings settings, String cache) {
    this.options = requireNonNull(options, "options is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.cache = requireNonNull(cache, "cache is null");
  }

  /**
   * Has all bottlenecks in the end. Whether enough images gave one is for the caller to look at, by
   * {@link LabelledFolder#requireEnough(java.util.Set)}.
   *
   * @throws org.imagebeam.model.ModelException if a worker can't load the model
   * @throws PipelineFailedException if the runner gives up
   * @throws IOException if the cache can't be read or written
   */
  public BottleneckSet run(LabelledFolder folder) throws IOException {
    return run(folder, ProgressId.NONE);
  }

  /**
   * Has all bottlenecks in the end, see {@link #run(LabelledFolder)}.
   *
   * @param progress gets a phase if the cache lacks some
   */
  public BottleneckSet run(LabelledFolder folder, ProgressId progress) throws IOException {
    requireNonNull(folder, "folder is null");
    requireNonNull(progress, "progress is null");
    long start = System.nanoTime();
    BottleneckCache bottlenecks = new BottleneckCache(cache, settings);
    CacheContents contents =
        new CacheContents(new BottleneckIndex(folder.images(), settings), true);
    bottlenecks.read(contents);
    long cached = contents.count();
    if (!contents.missing().isEmpty()) {
      String run = UUID.randomUUID().toString();
      AtomicFile.requireWritable(Storage.resolve(cache, "probe"));
      runPipeline(
          new BottleneckWork(
              folder.folder(), folder.filter(), folder.split(), settings, cache, run),
          progress);
      bottlenecks.read(contents);
      bottlenecks.takeTransientFailures(run, contents);
    }
    return BottleneckSet.of(folder, contents, cached, (System.nanoTime() - start) / NANOS);
  }

  private void runPipeline(BottleneckWork work, ProgressId progress) {
    Pipeline pipeline = Pipeline.create(options);
    build(pipeline, work, progress);
    PipelineRun.runAndWait(pipeline);
  }

  private void build(Pipeline pipeline, BottleneckWork work, ProgressId progress) {
    pipeline
        .apply("ImageFolder", Create.of(work.images()))
        .apply("ListMissing", ParDo.of(new ListMissingFn(work, progress)))
        .setCoder(KvCoder.of(MetadataCoderV2.of(), VarIntCoder.of()))
        .apply(
            "RunInference",
            RunInference.of(
                    new ImageViewHandler(settings.handler(new FiniteVector()), settings),
                    VectorCoder.of())
                .withBatches(settings.inference().batches())
                .withOrder(new ImageViewHandler.ByPathAndVariant())
                .withWatch(progress::count)
                .withCommit(Contextful.fn(new CommitFn(work), Requirements.empty())));
  }

  /**
   * Lists the variants of images that the cache lacks. One worker lists them all, so that the paths
   * of a hundred thousand images need not be part of the pipeline.
   */
  private static final class ListMissingFn extends DoFn<String, KV<MatchResult.Metadata, Integer>> {
    private static final long serialVersionUID = 1L;

    private final BottleneckWork work;
    private final ProgressId progress;

    ListMissingFn(BottleneckWork work, ProgressId progress) {
      this.work = requireNonNull(work, "work is null");
      this.progress = requireNonNull(progress, "progress is null");
    }

    @ProcessElement
    public void process(
        @Element String folder, OutputReceiver<KV<MatchResult.Metadata, Integer>> out)
        throws IOException {
      BottleneckIndex slots =
          new BottleneckIndex(
              LabelledFolder.listAgain(folder, work.filter(), work.split()).images(),
              work.settings());
      CacheContents contents = new CacheContents(slots, false);
      new BottleneckCache(work.cache(), work.settings()).read(contents);
      List<Integer> missing = contents.missing();
      Metrics.counter(BottleneckMetrics.NAMESPACE, BottleneckMetrics.CACHED)
          .inc(slots.count() - missing.size());
      progress.begin("computing", "bottlenecks", slots.count(), slots.count() - missing.size());
      for (int slot : missing) {
        int image = slots.imageOf(slot);
        out.output(KV.of(slots.image(image).file(), slot - slots.first(image)));
      }
    }
  }

  /**
   * Commits what came of a group of images as a shard of the cache. A group that the runner repeats
   * leaves two, of which readers take one.
   */
  private static final class CommitFn
      implements Contextful.Fn<GroupOutcomes<KV<MatchResult.Metadata, Integer>, float[]>, Void> {
    private static final long serialVersionUID = 1L;

    private final BottleneckWork work;

    CommitFn(BottleneckWork work) {
      this.work = requireNonNull(work, "work is null");
    }

    @Override
    public Void apply(
        GroupOutcomes<KV<MatchResult.Metadata, Integer>, float[]> group, Context context)
        throws IOException {
      ShardWriter writer = work.writer();
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

    private static BottleneckKey key(KV<MatchResult.Metadata, Integer> image) {
      return BottleneckKey.of(image.getKey(), image.getValue());
    }

    private static void count(String name, int images) {
      Metrics.counter(BottleneckMetrics.NAMESPACE, name).inc(images);
    }
  }
}
