package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MetadataCoderV2;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.imagebeam.bottleneck.FiniteVector;
import org.imagebeam.bottleneck.ImageViewHandler;
import org.imagebeam.bottleneck.LabelledFolder;
import org.imagebeam.bottleneck.LabelledImage;
import org.imagebeam.bottleneck.Side;
import org.imagebeam.bottleneck.Split;
import org.imagebeam.bottleneck.VectorCoder;
import org.imagebeam.imagemodel.ImageModelHandler;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.inference.InferenceFailure;
import org.imagebeam.inference.RunInference;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelRef;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.pipeline.PipelineRun;
import org.imagebeam.progress.ProgressId;
import org.imagebeam.storage.FileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the finished model, from its folder and through the same steps as {@code classify}, about
 * the test images: what is reported of a model is what its users will see.
 *
 * <pre>
 * LabelledFolder ── ListTestImages ── RunInference ── Predict ── GatherPredictions ── Write
 * </pre>
 */
final class ModelEvaluation {
  private static final Logger LOG = LoggerFactory.getLogger(ModelEvaluation.class);

  private final PipelineOptions options;
  private final InferenceSettings inference;
  private final OutputFolder output;
  private final ModelRef model;

  /**
   * @param options of the pipeline, such as its runner
   * @param inference how classify would be told to look at images
   * @param output with the model; gets the table
   * @param allowUnsafeModel as the model's base was allowed, whose nodes it has
   */
  ModelEvaluation(
      PipelineOptions options,
      InferenceSettings inference,
      OutputFolder output,
      boolean allowUnsafeModel) {
    this.options = requireNonNull(options, "options is null");
    this.inference = requireNonNull(inference, "inference is null");
    this.output = requireNonNull(output, "output is null");
    this.model = ModelRef.of(output.path()).withAllowUnsafeModel(allowUnsafeModel);
  }

  /**
   * Tests the model.
   *
   * @param modelId of the one that is meant
   * @param progress gets a phase
   * @return a prediction for each test image that could be read
   * @throws PipelineFailedException if the runner gives up
   * @throws IOException if the table can't be written
   */
  Predictions run(LabelledFolder folder, String modelId, ProgressId progress) throws IOException {
    Predictions.TABLE.write(output.predictions(), List.of());
    Pipeline pipeline = Pipeline.create(options);
    build(pipeline, folder, modelId, progress);
    PipelineRun.runAndWait(pipeline);
    return new Predictions(Predictions.TABLE.read(output.predictions()));
  }

  private void build(
      Pipeline pipeline, LabelledFolder folder, String modelId, ProgressId progress) {
    ImageModelHandler<float[]> handler =
        new ImageModelHandler<>(
            new ModelHandle(model, modelId, ModelFolder.open(output.path()).spec().output()),
            inference,
            new FiniteVector());
    WithFailures.Result<
            PCollection<KV<KV<MatchResult.Metadata, Integer>, float[]>>,
            InferenceFailure<KV<MatchResult.Metadata, Integer>>>
        outcomes =
            pipeline
                .apply("ImageFolder", Create.of(folder.folder()))
                .apply(
                    "ListTestImages",
                    ParDo.of(new ListTestImagesFn(folder.filter(), folder.split(), progress)))
                .setCoder(KvCoder.of(MetadataCoderV2.of(), VarIntCoder.of()))
                .apply(
                    "RunInference",
                    RunInference.of(
                            new ImageViewHandler(handler, ImageViewHandler.View.PLAIN),
                            VectorCoder.of())
                        .withBatches(inference.batches())
                        .withOrder(new ImageViewHandler.ByPathAndVariant())
                        .withWatch(progress::count));
    outcomes
        .output()
        .apply("Predict", ParDo.of(new PredictFn(folder.labels())))
        .setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(TestPrediction.class)))
        .apply("GatherPredictions", GroupByKey.create())
        .apply("WritePredictions", ParDo.of(new WritePredictionsFn(output)));
    outcomes.failures().apply("WarnOfUntested", ParDo.of(new WarnOfUntestedFn()));
  }

  /** Lists the test images of a folder, each with the number of its class, by path. */
  private static final class ListTestImagesFn
      extends DoFn<String, KV<MatchResult.Metadata, Integer>> {
    private static final long serialVersionUID = 1L;

    private final FileFilter filter;
    private final Split split;
    private final ProgressId progress;

    ListTestImagesFn(FileFilter filter, Split split, ProgressId progress) {
      this.filter = requireNonNull(filter, "filter is null");
      this.split = requireNonNull(split, "split is null");
      this.progress = requireNonNull(progress, "progress is null");
    }

    @ProcessElement
    public void list(
        @Element String folder, OutputReceiver<KV<MatchResult.Metadata, Integer>> out) {
      List<LabelledImage> tested =
          LabelledFolder.listAgain(folder, filter, split).images().stream()
              .filter(image -> image.side() == Side.TESTING)
              .toList();
      progress.begin("evaluating", "images", tested.size(), 0);
      tested.forEach(image -> out.output(KV.of(image.file(), image.label())));
    }
  }

  /** Holds the model's scores of test images against their classes; gives all one key. */
  private static final class PredictFn
      extends DoFn<KV<KV<MatchResult.Metadata, Integer>, float[]>, KV<Integer, TestPrediction>> {
    private static final long serialVersionUID = 1L;

    private final ImmutableList<String> labels;

    /**
     * @param labels the names of the classes
     */
    PredictFn(List<String> labels) {
      this.labels = ImmutableList.copyOf(labels);
    }

    @ProcessElement
    public void predict(
        @Element KV<KV<MatchResult.Metadata, Integer>, float[]> scored,
        OutputReceiver<KV<Integer, TestPrediction>> out) {
      float[] scores = scored.getValue();
      int best = 0;
      for (int i = 1; i < scores.length; i++) {
        best = scores[i] > scores[best] ? i : best;
      }
      int label = scored.getKey().getValue();
      out.output(
          KV.of(
              0,
              new TestPrediction(
                  scored.getKey().getKey().resourceId().toString(),
                  labels.get(label),
                  labels.get(best),
                  scores[best],
                  scores[label])));
    }
  }

  /** Gets all predictions as one element, and writes their table, by path. */
  private static final class WritePredictionsFn
      extends DoFn<KV<Integer, Iterable<TestPrediction>>, Void> {
    private static final long serialVersionUID = 1L;

    private final OutputFolder output;

    WritePredictionsFn(OutputFolder output) {
      this.output = requireNonNull(output, "output is null");
    }

    @ProcessElement
    public void write(@Element KV<Integer, Iterable<TestPrediction>> all) throws IOException {
      List<TestPrediction> rows = new ArrayList<>();
      all.getValue().forEach(rows::add);
      rows.sort(Comparator.comparing(TestPrediction::image));
      Predictions.TABLE.write(output.predictions(), rows);
    }
  }

  /** Tells of test images that could not be looked at: broken ones, and those that changed. */
  private static final class WarnOfUntestedFn
      extends DoFn<InferenceFailure<KV<MatchResult.Metadata, Integer>>, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void warn(@Element InferenceFailure<KV<MatchResult.Metadata, Integer>> failure) {
      LOG.warn(
          "the test image {} is left out: {}",
          failure.input().getKey().resourceId(),
          failure.message());
    }
  }
}
