package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Requirements;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.ImageLimits;
import org.imagebeam.image.ImageModelHandler;
import org.imagebeam.image.ImageModelSettings;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.inference.CommittedInference;
import org.imagebeam.inference.InferenceFailure;
import org.imagebeam.inference.RunInference;
import org.imagebeam.inference.SessionOptions;

/**
 * Classifies image files: each comes out exactly once, as a classification or as a failure.
 *
 * <p>Only the files' names travel; a file is read on the worker that decodes it, through Beam's
 * {@code FileSystems}, so from whatever scheme the pipeline knows.
 *
 * <pre>{@code
 * Model model = Model.open("gs://models/inception-v3");
 * PCollectionView<LabelMap> labels =
 *     pipeline.apply("ReadLabels", ReadLabels.of(model.location()));
 * WithFailures.Result<PCollection<Classification>, ImageFailure> seen =
 *     pipeline
 *         .apply("Match", FileIO.match().filepattern("gs://photos/**.jpg"))
 *         .apply("Classify", ClassifyImages.with(model, labels).withTopK(3));
 * seen.output();    // the pictures that were classified
 * seen.failures();  // the files that were not, and why
 * }</pre>
 */
public final class ClassifyImages
    extends PTransform<
        PCollection<MatchResult.Metadata>,
        WithFailures.Result<PCollection<Classification>, ImageFailure>> {
  private static final long serialVersionUID = 1L;

  /** Predictions a picture, unless told. */
  public static final int DEFAULT_TOP_K = 5;

  /** The step that runs the network. */
  public static final String INFERENCE_STEP = "RunInference";

  /** The step that looks up the labels in the side input. */
  public static final String LABEL_STEP = "AttachLabels";

  /** The step that makes failures of failed inferences. */
  public static final String FAILURE_STEP = "DescribeFailures";

  private static final Coder<List<ScoredNode>> NODES_CODER =
      ListCoder.of(SerializableCoder.of(ScoredNode.class));

  private final Model model;
  private final PCollectionView<LabelMap> labels;
  private final BatchOptions batches;
  private final ImageModelSettings<List<ScoredNode>> settings;

  private ClassifyImages(
      Model model,
      PCollectionView<LabelMap> labels,
      BatchOptions batches,
      ImageModelSettings<List<ScoredNode>> settings) {
    this.model = requireNonNull(model, "model is null");
    this.labels = requireNonNull(labels, "labels is null");
    this.batches = requireNonNull(batches, "batches is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  /**
   * Classification by a model: the five best labels, in small batches, EXIF orientation applied,
   * all pixels decoded.
   *
   * @param labels what the network's classes are called, see {@link ReadLabels}
   */
  public static ClassifyImages with(Model model, PCollectionView<LabelMap> labels) {
    return new ClassifyImages(
        model,
        labels,
        BatchOptions.ofSize(BatchOptions.DEFAULT_SIZE),
        ImageModelSettings.of(model.outputNode(), new TopK(DEFAULT_TOP_K)));
  }

  /** The same, batching as told. */
  public ClassifyImages withBatches(BatchOptions options) {
    return new ClassifyImages(model, labels, options, settings);
  }

  /** The same with that many predictions a picture. */
  public ClassifyImages withTopK(int k) {
    return withSettings(settings.withAnswer(new TopK(k)));
  }

  /** The same with other limits on files and pictures. */
  public ClassifyImages withLimits(ImageLimits limits) {
    return withSettings(settings.withLimits(limits));
  }

  /** The same with another treatment of EXIF orientations. */
  public ClassifyImages withExif(ExifMode mode) {
    return withSettings(settings.withExif(mode));
  }

  /** The same with another way of decoding JPEG files. */
  public ClassifyImages withDecode(DecodeMode mode) {
    return withSettings(settings.withDecode(mode));
  }

  /** The same with the session's threads and precision as told. */
  public ClassifyImages withSession(SessionOptions options) {
    return withSettings(settings.withSession(options));
  }

  ClassifyImages withSettings(ImageModelSettings<List<ScoredNode>> modelSettings) {
    return new ClassifyImages(model, labels, batches, modelSettings);
  }

  @Override
  public WithFailures.Result<PCollection<Classification>, ImageFailure> expand(
      PCollection<MatchResult.Metadata> files) {
    WithFailures.Result<
            PCollection<KV<MatchResult.Metadata, List<ScoredNode>>>,
            InferenceFailure<MatchResult.Metadata>>
        outcomes = files.apply(INFERENCE_STEP, inference());
    return WithFailures.Result.of(
        outcomes
            .output()
            .apply(
                LABEL_STEP, ParDo.of(new AttachLabelsFn(model.id(), labels)).withSideInputs(labels))
            .setCoder(SerializableCoder.of(Classification.class)),
        outcomes
            .failures()
            .apply(FAILURE_STEP, ParDo.of(new DescribeFailureFn(model.id())))
            .setCoder(SerializableCoder.of(ImageFailure.class)));
  }

  /**
   * The same, but that the images of a group are committed as parts as soon as they are classified,
   * and nothing comes out.
   */
  CommittedInference<MatchResult.Metadata, List<ScoredNode>> committedTo(
      PartWriter<Classification> results, PartWriter<ImageFailure> failures) {
    return inference()
        .committedBy(
            Contextful.fn(
                new CommitParts(model.id(), labels, results, failures),
                Requirements.requiresSideInputs(labels)));
  }

  private RunInference<MatchResult.Metadata, List<ScoredNode>> inference() {
    ImageModelHandler<List<ScoredNode>> handler =
        new ImageModelHandler<>(model.location(), model.id(), settings);
    return RunInference.of(handler, NODES_CODER).withBatches(batches).withOrder(new ByPath());
  }
}
