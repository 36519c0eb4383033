package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.UUID;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.fs.MetadataCoderV2;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Requirements;
import org.imagebeam.inference.RunInference;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.pipeline.PipelineRun;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;

/**
 * Makes the bottlenecks of a folder of pictures, as far as the cache doesn't have them.
 *
 * <pre>
 * ImageFolder ── ListMissing ── RunInference ─► cache
 *                     ▲
 *                     └── cache
 * </pre>
 *
 * <p>What a group has committed is never made again: killed at any moment, the next run makes only
 * the rest. Where the cache has all, no pipeline is run and no model loaded.
 */
final class BottleneckPipeline {
  static final String FOLDER_STEP = "ImageFolder";
  static final String LIST_STEP = "ListMissing";
  static final String INFERENCE_STEP = "RunInference";

  private static final double NANOS = 1e9;

  private final PipelineOptions options;
  private final BottleneckSettings settings;
  private final String cache;

  /**
   * @param options of the pipeline, such as its runner
   * @param settings how bottlenecks are made
   * @param cache the folder where they are kept, made if missing
   */
  BottleneckPipeline(PipelineOptions options, BottleneckSettings settings, String cache) {
    this.options = requireNonNull(options, "options is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.cache = requireNonNull(cache, "cache is null");
  }

  /**
   * Has all bottlenecks in the end. Whether enough pictures gave one is for the caller to look at,
   * by {@link ImageFolder#requireEnough(java.util.Set)}.
   *
   * @throws org.imagebeam.model.ModelException if a worker can't load the model
   * @throws PipelineFailedException if the runner gives up
   * @throws IOException if the cache can't be read or written
   */
  BottleneckSet run(ImageFolder folder) throws IOException {
    requireNonNull(folder, "folder is null");
    long start = System.nanoTime();
    BottleneckCache bottlenecks = new BottleneckCache(cache, settings);
    CacheContents contents = new CacheContents(new Slots(folder.images(), settings), true);
    bottlenecks.read(contents);
    long cached = contents.count();
    if (!contents.missing().isEmpty()) {
      String run = UUID.randomUUID().toString();
      AtomicFile.requireWritable(Storage.resolve(cache, "probe"));
      runPipeline(new BottleneckWork(folder.folder(), folder.split(), settings, cache, run));
      bottlenecks.read(contents);
      bottlenecks.takePassingFailures(run, contents);
    }
    return BottleneckSet.of(folder, contents, cached, (System.nanoTime() - start) / NANOS);
  }

  private void runPipeline(BottleneckWork work) {
    Pipeline pipeline = Pipeline.create(options);
    build(pipeline, work);
    PipelineRun.toEnd(pipeline);
  }

  private void build(Pipeline pipeline, BottleneckWork work) {
    pipeline
        .apply(FOLDER_STEP, Create.of(work.images()))
        .apply(LIST_STEP, ParDo.of(new ListMissingFn(work)))
        .setCoder(KvCoder.of(MetadataCoderV2.of(), VarIntCoder.of()))
        .apply(
            INFERENCE_STEP,
            RunInference.of(
                    new ViewHandler(settings.handler(new FiniteVector()), settings),
                    VectorCoder.of())
                .withBatches(settings.inference().batches())
                .withOrder(new ByPathAndVariant())
                .withCommit(Contextful.fn(new CommitBottlenecks(work), Requirements.empty())));
  }
}
