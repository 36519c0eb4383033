package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Ordering;
import java.util.List;
import java.util.UUID;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.ProcessFunction;
import org.apache.beam.sdk.transforms.SerializableComparator;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;

/**
 * Runs each element through a model on the worker, in batches.
 *
 * <p>Each element comes out exactly once: with its answer, or as a failure. A batch that fails is
 * run again element by element. A JVM loads the model once, however many threads it has. The
 * metrics are those of {@link InferenceMetrics}.
 *
 * <p>Elements are grouped before they are batched, so batches are full even where the bundles of
 * the input are small. On an unbounded input, window it first: a group waits for its window's end.
 *
 * <pre>{@code
 * PCollection<String> sentences = ...;
 * WithFailures.Result<PCollection<KV<String, Float>>, InferenceFailure<String>> moods =
 *     sentences.apply(
 *         "RateMood",
 *         RunInference.of(new MoodHandler("gs://models/mood"), FloatCoder.of())
 *             .withBatches(BatchOptions.ofSize(32)));
 * moods.output();    // each answered sentence with its answer
 * moods.failures();  // each of the others, and why
 * }</pre>
 *
 * @param <InputT> the elements
 * @param <OutputT> the model's answer for one element
 */
public final class RunInference<InputT, OutputT>
    extends PTransform<
        PCollection<InputT>,
        WithFailures.Result<PCollection<KV<InputT, OutputT>>, InferenceFailure<InputT>>> {
  private static final long serialVersionUID = 1L;

  private final Processing<InputT, ?, ?, ?, OutputT> processing;
  private final Coder<OutputT> outputCoder;
  private final BatchOptions options;
  private final @Nullable SerializableComparator<InputT> order;
  private final @Nullable Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> commit;

  private RunInference(
      Processing<InputT, ?, ?, ?, OutputT> processing,
      Coder<OutputT> outputCoder,
      BatchOptions options,
      @Nullable SerializableComparator<InputT> order,
      @Nullable Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> commit) {
    this.processing = processing;
    this.outputCoder = requireNonNull(outputCoder, "outputCoder is null");
    this.options = requireNonNull(options, "options is null");
    this.order = order;
    this.commit = commit;
  }

  /**
   * Returns a transform that runs the handler's model in batches of {@link BatchOptions#DEFAULT},
   * with the elements of a group in any order.
   */
  public static <InputT, OutputT> RunInference<InputT, OutputT> of(
      ModelHandler<InputT, ?, OutputT> handler, Coder<OutputT> outputCoder) {
    return new RunInference<>(
        Processing.of(handler), outputCoder, BatchOptions.DEFAULT, null, null);
  }

  /** Returns this transform with other batches and threads. */
  public RunInference<InputT, OutputT> withBatches(BatchOptions batches) {
    return new RunInference<>(processing, outputCoder, batches, order, commit);
  }

  /**
   * Returns this transform with each group sorted before it is batched. A float model's answer can
   * differ in its last bits with an element's place in a batch; sorting makes answers repeat to the
   * bit.
   */
  public RunInference<InputT, OutputT> withOrder(SerializableComparator<InputT> comparator) {
    return new RunInference<>(
        processing, outputCoder, options, requireNonNull(comparator, "comparator is null"), commit);
  }

  /**
   * Returns a transform that passes each group's outcomes to {@code function} on the worker as soon
   * as the group is done, and whose two outputs stay empty. The function may be called again with
   * elements that it has seen if the runner retries a bundle. Use it for jobs that must survive a
   * kill: the direct runner keeps all outputs in memory until it is done with all groups.
   *
   * @param function may read side inputs, if it requires them; what it throws ends the bundle
   */
  public RunInference<InputT, OutputT> withCommit(
      Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> function) {
    return new RunInference<>(
        processing, outputCoder, options, order, requireNonNull(function, "function is null"));
  }

  /**
   * Returns a transform that takes other elements: {@code function} makes of each what this one
   * takes. It runs on the worker, on the threads that prepare elements, and must be safe for use by
   * many threads. If it throws, its element comes out as a failure of the stage {@link
   * InferenceFailure#PREPROCESS}.
   *
   * <p>As with Beam Python's {@code with_preprocess_fn}, the function that was added last runs
   * first. Other than there, outputs and failures hold the elements as they were before it.
   *
   * @throws IllegalStateException if an order or a commit is set: set it afterwards
   */
  public <NewInputT> RunInference<NewInputT, OutputT> withPreprocessing(
      ProcessFunction<NewInputT, InputT> function) {
    if (order != null || commit != null) {
      throw new IllegalStateException("set the order and the commit after the preprocessing");
    }
    return new RunInference<>(
        processing.withPreprocessing(function), outputCoder, options, null, null);
  }

  /**
   * Returns a transform with other answers: {@code function} makes them of those of this one, on
   * the thread of the bundle. If it throws, its element comes out as a failure of the stage {@link
   * InferenceFailure#POSTPROCESS}. As with Beam Python's {@code with_postprocess_fn}, the first
   * function added runs first.
   *
   * @param coder of the new answers
   * @throws IllegalStateException if a commit is set: set it afterwards
   */
  public <NewOutputT> RunInference<InputT, NewOutputT> withPostprocessing(
      ProcessFunction<OutputT, NewOutputT> function, Coder<NewOutputT> coder) {
    if (commit != null) {
      throw new IllegalStateException("set the commit after the postprocessing");
    }
    return new RunInference<>(processing.withPostprocessing(function), coder, options, order, null);
  }

  /**
   * Returns this transform with each outcome told to {@code watch}, which takes the place of
   * another.
   */
  public RunInference<InputT, OutputT> withWatch(OutcomeWatch watch) {
    return new RunInference<>(processing.withWatch(watch), outputCoder, options, order, commit);
  }

  @Override
  public WithFailures.Result<PCollection<KV<InputT, OutputT>>, InferenceFailure<InputT>> expand(
      PCollection<InputT> input) {
    TupleTag<KV<InputT, OutputT>> inferences = new TupleTag<>("inferences");
    TupleTag<InferenceFailure<InputT>> failures = new TupleTag<>("failures");
    PCollectionTuple outcomes =
        input
            .apply("AssignGroups", ParDo.of(new AssignGroupsFn<>(options.groupSize())))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), input.getCoder()))
            .apply("GroupElements", GroupByKey.create())
            .apply(
                "Infer",
                ParDo.of(new InferFn<>(processing, options, order, commit, failures))
                    .withSideInputs(
                        commit == null ? List.of() : commit.getRequirements().getSideInputs())
                    .withOutputTags(inferences, TupleTagList.of(failures)));
    outcomes.get(inferences).setCoder(KvCoder.of(input.getCoder(), outputCoder));
    outcomes.get(failures).setCoder(InferenceFailureCoder.of(input.getCoder()));
    return WithFailures.Result.of(outcomes, inferences, failures);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder
        .add(DisplayData.item("modelId", processing.handler().modelId()).withLabel("Model"))
        .add(DisplayData.item("batchSize", options.batchSize()).withLabel("Batch Size"))
        .add(DisplayData.item("groupSize", options.groupSize()).withLabel("Elements in a Group"))
        .add(
            DisplayData.item("committed", commit != null)
                .withLabel("Outcomes Are Committed on the Worker"));
  }

  /**
   * Gives each run of {@code groupSize} elements a key. The count goes on from bundle to bundle, so
   * that groups fill up however small the bundles are; only an instance's last group may be short.
   */
  static final class AssignGroupsFn<InputT> extends DoFn<InputT, KV<String, InputT>> {
    private static final long serialVersionUID = 1L;

    private final int groupSize;
    private transient String instance;
    private transient long count;

    AssignGroupsFn(int groupSize) {
      this.groupSize = groupSize;
    }

    @Setup
    public void setup() {
      instance = UUID.randomUUID().toString();
      count = 0;
    }

    @ProcessElement
    public void process(@Element InputT element, OutputReceiver<KV<String, InputT>> out) {
      out.output(KV.of(instance + "-" + count / groupSize, element));
      count++;
    }
  }

  /** Runs groups through the JVM's shared model. A batch holds elements of one group only. */
  static final class InferFn<InputT, ModelInputT, PreparedT, AnswerT, OutputT>
      extends DoFn<KV<String, Iterable<InputT>>, KV<InputT, OutputT>> {
    private static final long serialVersionUID = 1L;

    private final Processing<InputT, ModelInputT, PreparedT, AnswerT, OutputT> processing;
    private final BatchOptions options;
    private final @Nullable SerializableComparator<InputT> order;
    private final @Nullable Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> commit;
    private final TupleTag<InferenceFailure<InputT>> failures;

    private transient @Nullable SharedModel<ModelInputT, PreparedT, AnswerT> shared;

    InferFn(
        Processing<InputT, ModelInputT, PreparedT, AnswerT, OutputT> processing,
        BatchOptions options,
        @Nullable SerializableComparator<InputT> order,
        @Nullable Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> commit,
        TupleTag<InferenceFailure<InputT>> failures) {
      this.processing = processing;
      this.options = options;
      this.order = order;
      this.commit = commit;
      this.failures = failures;
    }

    @StartBundle
    public void startBundle() throws Exception {
      // Not in a setup method: the metrics of the load need a bundle.
      if (shared == null) {
        shared = SharedModel.acquire(processing.handler(), options);
      }
    }

    @ProcessElement
    public void process(ProcessContext context) throws Exception {
      Iterable<InputT> group = context.element().getValue();
      if (commit == null) {
        run(group, new EmittedOutput<>(context, failures));
        return;
      }
      GroupOutcomes.Collector<InputT, OutputT> collector = new GroupOutcomes.Collector<>();
      run(group, collector);
      commit
          .getClosure()
          .apply(collector.outcomes(), Contextful.Fn.Context.wrapProcessContext(context));
    }

    private void run(Iterable<InputT> group, Batcher.Output<InputT, OutputT> output)
        throws InterruptedException {
      SharedModel<ModelInputT, PreparedT, AnswerT> loaded = requireNonNull(shared);
      int asked = options.batchSize() > 0 ? options.batchSize() : loaded.model().usefulBatchSize();
      int batchSize = Math.min(asked, loaded.model().largestBatch());
      Batcher<InputT, ModelInputT, PreparedT, AnswerT, OutputT> batcher =
          new Batcher<>(
              loaded, processing, batchSize, new WatchedOutput<>(output, processing.watch()));
      for (InputT input : order == null ? group : Ordering.from(order).sortedCopy(group)) {
        batcher.add(input);
      }
      batcher.finish();
    }

    @Teardown
    public void teardown() {
      if (shared != null) {
        shared.release();
        shared = null;
      }
    }
  }
}
