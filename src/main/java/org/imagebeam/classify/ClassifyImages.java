package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.imagebeam.classify.answer.ImageAnswer;
import org.imagebeam.classify.answer.Outputs;
import org.imagebeam.classify.answer.RowContent;
import org.imagebeam.classify.answer.TopK;
import org.imagebeam.classify.input.InputImages;
import org.imagebeam.classify.table.Classification;
import org.imagebeam.classify.table.ImageFailure;
import org.imagebeam.classify.table.ImageKey;
import org.imagebeam.classify.table.ModelCell;
import org.imagebeam.image.DecodeMode;
import org.imagebeam.image.ExifMode;
import org.imagebeam.image.format.ImageLimits;
import org.imagebeam.imagemodel.ImageModelHandler;
import org.imagebeam.imagemodel.ImageSourceHandler;
import org.imagebeam.imagemodel.InferenceSettings;
import org.imagebeam.imagemodel.ModelHandle;
import org.imagebeam.inference.BatchOptions;
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

  private final ModelHandle model;
  private final PCollectionView<LabelMap> labels;
  private final InferenceSettings settings;
  private final RowContent content;
  private final ClassifySteps.@Nullable Parts parts;

  private ClassifyImages(
      ModelHandle model,
      PCollectionView<LabelMap> labels,
      InferenceSettings settings,
      RowContent content,
      ClassifySteps.@Nullable Parts parts) {
    this.model = requireNonNull(model, "model is null");
    this.labels = requireNonNull(labels, "labels is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.content = requireNonNull(content, "content is null");
    this.parts = parts;
  }

  /**
   * Returns a transform that classifies with a model: the five best labels of each output, by
   * {@link InferenceSettings#DEFAULT}.
   *
   * @param labels the names of the network's classes, see {@link ReadLabels}
   */
  public static ClassifyImages with(ModelHandle model, PCollectionView<LabelMap> labels) {
    return new ClassifyImages(
        model,
        labels,
        InferenceSettings.DEFAULT,
        RowContent.labels(new TopK(DEFAULT_TOP_K)).withHeads(model.heads()),
        null);
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
    return withContent(
        new RowContent(Outputs.BOTH, content.best(), model.heads(), node, normalized, false));
  }

  /** Returns this transform with other contents of the classifications. */
  ClassifyImages withContent(RowContent other) {
    return new ClassifyImages(model, labels, settings, other, parts);
  }

  /**
   * Returns this transform with other settings of how images are read and go through the network.
   */
  public ClassifyImages withSettings(InferenceSettings inference) {
    return new ClassifyImages(model, labels, inference, content, parts);
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
  ClassifyImages withParts(ClassifySteps.Parts committed) {
    return new ClassifyImages(model, labels, settings, content, committed);
  }

  /** Returns the id under which a JVM shares the loaded model. */
  String sharedModelId() {
    return handler().modelId();
  }

  private ImageModelHandler<ImageAnswer> handler() {
    ModelHandle wanted =
        new ModelHandle(
            model.location(), model.id(), content.firstNode(model.node()), model.heads());
    return new ImageModelHandler<>(wanted, settings, content);
  }

  /**
   * Returns a transform that does the same to images that are in memory, by their names: {@code
   * KV.of("cat.jpg", bytes)}, where the bytes are the content of a file of one of the formats. Rows
   * have the name as their path, and no time. The bytes go with their elements from worker to
   * worker; where files could be read instead, names are cheaper.
   */
  public PTransform<
          PCollection<KV<String, byte[]>>,
          WithFailures.Result<PCollection<Classification>, ImageFailure>>
      ofBytes() {
    return new Of<>(this, ClassifySource.ofBytes());
  }

  /**
   * Returns a transform that does the same to files that {@link FileIO#readMatches} gives, which
   * are decompressed as it was told to. They are read on the worker that decodes them.
   */
  public PTransform<
          PCollection<FileIO.ReadableFile>,
          WithFailures.Result<PCollection<Classification>, ImageFailure>>
      ofFiles() {
    return new Of<>(this, ClassifySource.ofFiles());
  }

  @Override
  public WithFailures.Result<PCollection<Classification>, ImageFailure> expand(
      PCollection<MatchResult.Metadata> files) {
    // Parts are of files that were listed here, whose times are all known.
    SerializableFunction<MatchResult.Metadata, ImageKey> key =
        parts == null ? ClassifySource::key : ImageKey::of;
    return new ClassifySteps<>(
            handler(), settings.batches(), InputImages::compareByPath, rows(key), parts)
        .expand(files);
  }

  private <InputT> ClassifySteps.Rows<InputT> rows(SerializableFunction<InputT, ImageKey> key) {
    return new ClassifySteps.Rows<>(key, ModelCell.of(model.id()), content.heads().names(), labels);
  }

  /** Classifies images that come from elsewhere. */
  private static final class Of<InputT>
      extends PTransform<
          PCollection<InputT>, WithFailures.Result<PCollection<Classification>, ImageFailure>> {
    private static final long serialVersionUID = 1L;

    private final ClassifyImages images;
    private final ClassifySource<InputT> source;

    Of(ClassifyImages images, ClassifySource<InputT> source) {
      this.images = images;
      this.source = source;
    }

    @Override
    public WithFailures.Result<PCollection<Classification>, ImageFailure> expand(
        PCollection<InputT> input) {
      return new ClassifySteps<>(
              new ImageSourceHandler<>(images.handler(), images.settings.limits(), source),
              images.settings.batches(),
              source.order(),
              images.rows(source.key()),
              null)
          .expand(input);
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      super.populateDisplayData(builder);
      builder.include("images", images);
    }
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("model", model.location().name()).withLabel("Model"))
        .add(DisplayData.item("modelId", ModelCell.of(model.id())).withLabel("Model Id"))
        .add(DisplayData.item("batchSize", settings.batches().batchSize()).withLabel("Batch Size"))
        .add(
            DisplayData.item("precision", settings.session().precision().name())
                .withLabel("Precision"))
        .add(DisplayData.item("settings", handler().answerId()).withLabel("Image Settings"));
  }
}
