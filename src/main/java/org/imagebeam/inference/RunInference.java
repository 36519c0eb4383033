package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableComparator;
import org.apache.beam.sdk.transforms.WithFailures;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.checkerframework.checker.nullness.qual.Nullable;

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

  /** The step that gives each run of elements a key. */
  public static final String GROUP_STEP = "AssignGroups";

  /** The step that brings the elements of a group together. */
  public static final String SHUFFLE_STEP = "GroupElements";

  /** The step that runs the model. */
  public static final String INFER_STEP = "Infer";

  private final ModelHandler<InputT, ?, OutputT> handler;
  private final Coder<OutputT> outputCoder;
  private final BatchOptions options;
  private final @Nullable SerializableComparator<InputT> order;

  private RunInference(
      ModelHandler<InputT, ?, OutputT> handler,
      Coder<OutputT> outputCoder,
      BatchOptions options,
      @Nullable SerializableComparator<InputT> order) {
    this.handler = requireNonNull(handler, "handler is null");
    this.outputCoder = requireNonNull(outputCoder, "outputCoder is null");
    this.options = requireNonNull(options, "options is null");
    this.order = order;
  }

  /** Inference by the handler's model in small batches, the elements of a group in any order. */
  public static <InputT, OutputT> RunInference<InputT, OutputT> of(
      ModelHandler<InputT, ?, OutputT> handler, Coder<OutputT> outputCoder) {
    return new RunInference<>(
        handler, outputCoder, BatchOptions.ofSize(BatchOptions.DEFAULT_SIZE), null);
  }

  /** The same, batching as told. */
  public RunInference<InputT, OutputT> withBatches(BatchOptions batches) {
    return new RunInference<>(handler, outputCoder, batches, order);
  }

  /**
   * The same, sorting each group before it is batched. A float model's answer can differ in its
   * last bits with an element's place in a batch, so this is what makes answers repeat to the bit.
   */
  public RunInference<InputT, OutputT> withOrder(SerializableComparator<InputT> comparator) {
    return new RunInference<>(
        handler, outputCoder, options, requireNonNull(comparator, "comparator is null"));
  }

  /**
   * The same, but that nothing comes out: what comes of a group is handed to {@code commit}, on the
   * worker and as soon as the group is done, and may be handed over again if the runner repeats the
   * bundle. For runs that are to go on where they were killed. The direct runner begins with the
   * steps behind this one when it is done with all groups, and keeps what has come out in memory
   * till then; by other runners it is for them to say when a bundle is over.
   *
   * @param commit may read side inputs, if it requires them; what it throws ends the bundle
   */
  public CommittedInference<InputT, OutputT> committedBy(
      Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> commit) {
    return new CommittedInference<>(this, commit);
  }

  @Override
  public WithFailures.Result<PCollection<KV<InputT, OutputT>>, InferenceFailure<InputT>> expand(
      PCollection<InputT> input) {
    TupleTag<KV<InputT, OutputT>> inferences = new TupleTag<>("inferences");
    TupleTag<InferenceFailure<InputT>> failures = new TupleTag<>("failures");
    PCollectionTuple outcomes =
        group(input)
            .apply(
                INFER_STEP,
                ParDo.of(new InferenceFn<>(runner(), inferences, failures))
                    .withOutputTags(inferences, TupleTagList.of(failures)));
    outcomes.get(inferences).setCoder(KvCoder.of(input.getCoder(), outputCoder));
    outcomes.get(failures).setCoder(InferenceFailureCoder.of(input.getCoder()));
    return WithFailures.Result.of(outcomes, inferences, failures);
  }

  PCollection<KV<String, Iterable<InputT>>> group(PCollection<InputT> input) {
    return input
        .apply(GROUP_STEP, ParDo.of(new GroupFn<>(options.groupSize())))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), input.getCoder()))
        .apply(SHUFFLE_STEP, GroupByKey.create());
  }

  void expect(ModelAhead<InputT, ?, OutputT> ahead) {
    SharedModel.expect(handler.modelId(), ahead);
  }

  GroupRunner<InputT, ?, OutputT> runner() {
    return new GroupRunner<>(handler, options, order);
  }
}
