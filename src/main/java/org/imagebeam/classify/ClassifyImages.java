package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Requirements;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.imagebeam.classify.answer.ImageAnswer;
import org.imagebeam.classify.answer.Outputs;
import org.imagebeam.classify.answer.RowContent;
import org.imagebeam.classify.answer.TopK;
import org.imagebeam.classify.table.Classification;
import org.imagebeam.classify.table.ImageFailure;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.ModelCell;
import org.imagebeam.classify.table.PartWriter;
import org.imagebeam.classify.table.Prediction;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.imagemodel.ImageModelHandler;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.inference.GroupOutcomes;
import org.imagebeam.inference.InferenceFailure;
import org.imagebeam.inference.RunInference;
import org.imagebeam.model.LabelMap;
import org.imagebeam.session.SessionOptions;
import org.jspecify.annotations.Nullable;

/**
 * Classifies image files: each comes out exactly once, as a classification or as a failure.
 *
 * <p>Only the files' names travel; a file is read on the worker that decodes it, through Beam's
 * {@code FileSystems}, so from whatever scheme the pipeline knows.
 *
 * <pre>{@code
 * ModelHandle model = ModelHandle.open("gs://models/inception-v3");
 * PCollectionView<LabelMap> labels =
 *     pipeline.apply("ReadLabels", ReadLabels.of(model.location()));
 * WithFailures.Result<PCollection<Classification>, ImageFailure> seen =
 *     pipeline
 *         .apply("Match", FileIO.match().filepattern("gs://photos/**.jpg"))
 *         .apply("Classify", ClassifyImages.with(model, labels).withTopK(3));
 * seen.output();    // the images that were classified
 * seen.failures();  // the files that were not, and why
 * }</pre>
 */
public final class ClassifyImages
    extends PTransform<
        PCollection<MatchResult.Metadata>,
        WithFailures.Result<PCollection<Classification>, ImageFailure>> {
  private static final long serialVersionUID = 1L;

  /** How many predictions an image gets by default. */
  public static final int DEFAULT_TOP_K = 5;

  private static final Coder<ImageAnswer> ANSWER_CODER = SerializableCoder.of(ImageAnswer.class);

  private final ModelHandle model;
  private final PCollectionView<LabelMap> labels;
  private final InferenceSettings settings;
  private final RowContent content;
  private final @Nullable CommitFn commit;

  private ClassifyImages(
      ModelHandle model,
      PCollectionView<LabelMap> labels,
      InferenceSettings settings,
      RowContent content,
      @Nullable CommitFn commit) {
    this.model = requireNonNull(model, "model is null");
    this.labels = requireNonNull(labels, "labels is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.content = requireNonNull(content, "content is null");
    this.commit = commit;
  }

  /**
   * Returns a transform that classifies with a model: the five best labels, by {@link
   * InferenceSettings#DEFAULT}.
   *
   * @param labels the names of the network's classes, see {@link ReadLabels}
   */
  public static ClassifyImages with(ModelHandle model, PCollectionView<LabelMap> labels) {
    return new ClassifyImages(
        model, labels, InferenceSettings.DEFAULT, RowContent.labels(new TopK(DEFAULT_TOP_K)), null);
  }

  /**
   * Returns this transform with at most {@code k} predictions an image.
   *
   * @throws IllegalArgumentException if k is below 1
   */
  public ClassifyImages withTopK(int k) {
    return withContent(content.withBest(new TopK(k, content.best().minScore())));
  }

  /**
   * Returns this transform with predictions whose score is at least {@code score}, for networks
   * whose scores don't add up to 1. An image may have none.
   *
   * @throws IllegalArgumentException if the score is not a number
   */
  public ClassifyImages withMinScore(float score) {
    return withContent(content.withBest(new TopK(content.best().k(), score)));
  }

  /**
   * Returns this transform with the values of another node in each classification, of the same pass
   * through the network.
   *
   * @param node as in the graph, such as the {@code bottleneck} of the model folder
   * @param normalized whether they are divided by their L2 norm
   */
  public ClassifyImages withEmbedding(String node, boolean normalized) {
    return withContent(new RowContent(Outputs.BOTH, content.best(), node, normalized));
  }

  /** Returns this transform with other contents of the classifications. */
  ClassifyImages withContent(RowContent other) {
    return new ClassifyImages(model, labels, settings, other, commit);
  }

  /**
   * Returns this transform with other settings of how images are read and go through the network.
   */
  public ClassifyImages withSettings(InferenceSettings inference) {
    return new ClassifyImages(model, labels, inference, content, commit);
  }

  /** Returns this transform with other batches and threads. */
  public ClassifyImages withBatches(BatchOptions options) {
    return withSettings(settings.withBatches(options));
  }

  /** Returns this transform with other limits on files and images. */
  public ClassifyImages withLimits(ImageLimits limits) {
    return withSettings(settings.withLimits(limits));
  }

  /** Returns this transform with another treatment of EXIF orientations. */
  public ClassifyImages withExif(ExifMode mode) {
    return withSettings(settings.withExif(mode));
  }

  /** Returns this transform with another way of decoding JPEG files. */
  public ClassifyImages withDecode(DecodeMode mode) {
    return withSettings(settings.withDecode(mode));
  }

  /** Returns this transform with other session threads and another precision. */
  public ClassifyImages withSession(SessionOptions options) {
    return withSettings(settings.withSession(options));
  }

  /**
   * Returns a transform that writes the rows of each group as parts as soon as the group is
   * classified, and whose two outputs stay empty; see {@link RunInference#withCommit}.
   */
  ClassifyImages withParts(PartWriter<Classification> results, PartWriter<ImageFailure> failures) {
    return new ClassifyImages(
        model,
        labels,
        settings,
        content,
        new CommitFn(
            ModelCell.of(model.id()), labels, requireNonNull(results), requireNonNull(failures)));
  }

  /** Returns the id under which a JVM shares the loaded model. */
  String sharedModelId() {
    return handler().modelId();
  }

  private ImageModelHandler<ImageAnswer> handler() {
    ModelHandle wanted =
        new ModelHandle(model.location(), model.id(), content.firstNode(model.node()));
    return new ImageModelHandler<>(wanted, settings, content);
  }

  @Override
  public WithFailures.Result<PCollection<Classification>, ImageFailure> expand(
      PCollection<MatchResult.Metadata> files) {
    RunInference<MatchResult.Metadata, ImageAnswer> inference =
        RunInference.of(handler(), ANSWER_CODER)
            .withBatches(settings.batches())
            .withOrder(InputImages::compareByPath);
    if (commit != null) {
      inference =
          inference.withCommit(Contextful.fn(commit, Requirements.requiresSideInputs(labels)));
    }
    WithFailures.Result<
            PCollection<KV<MatchResult.Metadata, ImageAnswer>>,
            InferenceFailure<MatchResult.Metadata>>
        outcomes = files.apply("RunInference", inference);
    return WithFailures.Result.of(
        outcomes
            .output()
            .apply(
                "AttachLabels",
                ParDo.of(new AttachLabelsFn(ModelCell.of(model.id()), labels))
                    .withSideInputs(labels))
            .setCoder(SerializableCoder.of(Classification.class)),
        outcomes
            .failures()
            .apply("DescribeFailures", ParDo.of(new DescribeFailureFn(ModelCell.of(model.id()))))
            .setCoder(SerializableCoder.of(ImageFailure.class)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("model", model.location().name()).withLabel("Model"))
        .add(DisplayData.item("modelId", model.id()).withLabel("Model Id"))
        .add(DisplayData.item("batchSize", settings.batches().batchSize()).withLabel("Batch Size"))
        .add(
            DisplayData.item("precision", settings.session().precision().name())
                .withLabel("Precision"))
        .add(DisplayData.item("settings", handler().answerId()).withLabel("Image Settings"));
  }

  private static Classification attach(
      String modelId, KV<MatchResult.Metadata, ImageAnswer> found, LabelMap map) {
    List<Prediction> predictions =
        found.getValue().best().stream().map(node -> predict(node, map)).toList();
    return new Classification(
        ImageKey.of(found.getKey()), modelId, predictions, found.getValue().embedding());
  }

  private static Prediction predict(TopK.Node node, LabelMap map) {
    LabelMap.Label label = map.label(node.nodeId());
    return new Prediction(label.words(), node.score(), node.nodeId(), label.synset());
  }

  private static ImageFailure describe(
      String modelId, InferenceFailure<MatchResult.Metadata> failure) {
    return new ImageFailure(
        ImageKey.of(failure.input()), modelId, failure.stage(), failure.error(), failure.message());
  }

  /** Names the classes that the network found, by the label map in the side input. */
  static final class AttachLabelsFn
      extends DoFn<KV<MatchResult.Metadata, ImageAnswer>, Classification> {
    private static final long serialVersionUID = 1L;

    private final String modelId;
    private final PCollectionView<LabelMap> labels;

    AttachLabelsFn(String modelId, PCollectionView<LabelMap> labels) {
      this.modelId = modelId;
      this.labels = labels;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(attach(modelId, context.element(), context.sideInput(labels)));
    }
  }

  /** Adds the image and the model to a failed inference. */
  static final class DescribeFailureFn
      extends DoFn<InferenceFailure<MatchResult.Metadata>, ImageFailure> {
    private static final long serialVersionUID = 1L;

    private final String modelId;

    DescribeFailureFn(String modelId) {
      this.modelId = modelId;
    }

    @ProcessElement
    public void process(
        @Element InferenceFailure<MatchResult.Metadata> failure, OutputReceiver<ImageFailure> out) {
      out.output(describe(modelId, failure));
    }
  }

  /** Writes the outcomes of a group of images: one part of results and one of failures. */
  private record CommitFn(
      String modelId,
      PCollectionView<LabelMap> labels,
      PartWriter<Classification> results,
      PartWriter<ImageFailure> failures)
      implements Contextful.Fn<GroupOutcomes<MatchResult.Metadata, ImageAnswer>, Void> {
    @Override
    public Void apply(GroupOutcomes<MatchResult.Metadata, ImageAnswer> group, Context context)
        throws IOException {
      LabelMap map = context.sideInput(labels);
      results.write(group.inferences().stream().map(found -> attach(modelId, found, map)).toList());
      failures.write(group.failures().stream().map(failure -> describe(modelId, failure)).toList());
      return null;
    }
  }
}
