package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MetadataCoderV2;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.imagebeam.image.ImageModelHandler;
import org.imagebeam.inference.InferenceFailure;
import org.imagebeam.inference.RunInference;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.model.ModelLocation;
import org.imagebeam.pipeline.InferenceSettings;
import org.imagebeam.pipeline.PipelineFailedException;
import org.imagebeam.pipeline.PipelineRun;

/**
 * Asks the finished model, from its folder and through the same steps as {@code classify}, about
 * the test pictures: what is reported of a model is what its users will see.
 *
 * <pre>
 * ImageFolder ── ListTestPictures ── RunInference ── Predict ── GatherPredictions ── Write
 * </pre>
 */
final class ModelTest {
  static final String FOLDER_STEP = "ImageFolder";
  static final String LIST_STEP = "ListTestPictures";
  static final String INFERENCE_STEP = "RunInference";
  static final String PREDICT_STEP = "Predict";
  static final String GATHER_STEP = "GatherPredictions";
  static final String WRITE_STEP = "WritePredictions";
  static final String WARN_STEP = "WarnOfUntested";

  private final PipelineOptions options;
  private final InferenceSettings inference;
  private final OutputFolder output;
  private final ModelLocation model;

  /**
   * @param options of the pipeline, such as its runner
   * @param inference how classify would be told to look at pictures
   * @param output with the model; gets the table
   * @param allowUnsafeModel as the model's base was allowed, whose nodes it has
   */
  ModelTest(
      PipelineOptions options,
      InferenceSettings inference,
      OutputFolder output,
      boolean allowUnsafeModel) {
    this.options = requireNonNull(options, "options is null");
    this.inference = requireNonNull(inference, "inference is null");
    this.output = requireNonNull(output, "output is null");
    this.model = ModelLocation.of(output.path()).withAllowUnsafeModel(allowUnsafeModel);
  }

  /**
   * Tests the model.
   *
   * @param modelId of the one that is meant
   * @return a prediction for each test picture that could be read
   * @throws PipelineFailedException if the runner gives up
   * @throws IOException if the table can't be written
   */
  Predictions run(ImageFolder folder, String modelId) throws IOException {
    Predictions.TABLE.write(output.predictions(), List.of());
    Pipeline pipeline = Pipeline.create(options);
    build(pipeline, folder, modelId);
    PipelineRun.toEnd(pipeline);
    return new Predictions(Predictions.TABLE.read(output.predictions()));
  }

  private void build(Pipeline pipeline, ImageFolder folder, String modelId) {
    ImageModelHandler<float[]> handler =
        new ImageModelHandler<>(
            model,
            modelId,
            inference.forModel(
                ModelFolder.open(output.path()).spec().output(), new FiniteVector()));
    WithFailures.Result<
            PCollection<KV<KV<MatchResult.Metadata, Integer>, float[]>>,
            InferenceFailure<KV<MatchResult.Metadata, Integer>>>
        outcomes =
            pipeline
                .apply(FOLDER_STEP, Create.of(folder.folder()))
                .apply(LIST_STEP, ParDo.of(new TestPictureFn(folder.split())))
                .setCoder(KvCoder.of(MetadataCoderV2.of(), VarIntCoder.of()))
                .apply(
                    INFERENCE_STEP,
                    RunInference.of(new ViewHandler(handler, PictureView.PLAIN), VectorCoder.of())
                        .withBatches(inference.batches())
                        .withOrder(new ByPathAndVariant()));
    outcomes
        .output()
        .apply(PREDICT_STEP, ParDo.of(new PredictFn(folder.labels())))
        .setCoder(KvCoder.of(VarIntCoder.of(), SerializableCoder.of(Prediction.class)))
        .apply(GATHER_STEP, GroupByKey.create())
        .apply(WRITE_STEP, ParDo.of(new WritePredictionsFn(output)));
    outcomes.failures().apply(WARN_STEP, ParDo.of(new WarnOfUntestedFn()));
  }
}
