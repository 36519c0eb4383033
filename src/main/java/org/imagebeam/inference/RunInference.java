package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Ordering;
import java.util.ArrayList;
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

  private final ModelHandler<InputT, ?, OutputT> handler;
  private final Coder<OutputT> outputCoder;
  private final BatchOptions options;
  private final @Nullable SerializableComparator<InputT> order;
  private final @Nullable Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> commit;

  private RunInference(
      ModelHandler<InputT, ?, OutputT> handler,
      Coder<OutputT> outputCoder,
      BatchOptions options,
      @Nullable SerializableComparator<InputT> order,
      @Nullable Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> commit) {
    this.handler = requireNonNull(handler, "handler is null");
    this.outputCoder = requireNonNull(outputCoder, "outputCoder is null");
    this.options = requireNonNull(options, "options is null");
    this.order = order;
    this.commit = commit;
  }

  /**
   * Returns a transform that runs the handler's model in batches of {@link
   * BatchOptions#DEFAULT_SIZE}, with the elements of a group in any order.
   */
  public static <InputT, OutputT> RunInference<InputT, OutputT> of(
      ModelHandler<InputT, ?, OutputT> handler, Coder<OutputT> outputCoder) {
    return new RunInference<>(
        handler, outputCoder, BatchOptions.ofSize(BatchOptions.DEFAULT_SIZE), null, null);
  }

  /** Returns this transform with other batches and threads. */
  public RunInference<InputT, OutputT> withBatches(BatchOptions batches) {
    return new RunInference<>(handler, outputCoder, batches, order, commit);
  }

  /**
   * Returns this transform with each group sorted before it is batched. A float model's answer can
   * differ in its last bits with an element's place in a batch; sorting makes answers repeat to the
   * bit.
   */
  public RunInference<InputT, OutputT> withOrder(SerializableComparator<InputT> comparator) {
    return new RunInference<>(
        handler, outputCoder, options, requireNonNull(comparator, "comparator is null"), commit);
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
        handler, outputCoder, options, order, requireNonNull(function, "function is null"));
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
                ParDo.of(new InferFn<>(handler, options, order, commit, failures))
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
        .add(DisplayData.item("modelId", handler.modelId()).withLabel("Model"))
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
  static final class InferFn<InputT, PreparedT, OutputT>
      extends DoFn<KV<String, Iterable<InputT>>, KV<InputT, OutputT>> {
    private static final long serialVersionUID = 1L;

    private final ModelHandler<InputT, PreparedT, OutputT> handler;
    private final BatchOptions options;
    private final @Nullable SerializableComparator<InputT> order;
    private final @Nullable Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> commit;
    private final TupleTag<InferenceFailure<InputT>> failures;

    private transient @Nullable SharedModel<InputT, PreparedT, OutputT> shared;

    InferFn(
        ModelHandler<InputT, PreparedT, OutputT> handler,
        BatchOptions options,
        @Nullable SerializableComparator<InputT> order,
        @Nullable Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> commit,
        TupleTag<InferenceFailure<InputT>> failures) {
      this.handler = handler;
      this.options = options;
      this.order = order;
      this.commit = commit;
      this.failures = failures;
    }

    @StartBundle
    public void startBundle() throws Exception {
      // Not in a setup method: the metrics of the load need a bundle.
      if (shared == null) {
        shared = SharedModels.acquire(handler, options);
      }
    }

    @ProcessElement
    public void process(ProcessContext context) throws Exception {
      Iterable<InputT> group = context.element().getValue();
      if (commit == null) {
        run(group, new Emitted<>(context, failures));
        return;
      }
      Collected<InputT, OutputT> collected = new Collected<>();
      run(group, collected);
      commit
          .getClosure()
          .apply(
              new GroupOutcomes<>(collected.inferences, collected.failures),
              Contextful.Fn.Context.wrapProcessContext(context));
    }

    private void run(Iterable<InputT> group, Batcher.Output<InputT, OutputT> output)
        throws InterruptedException {
      SharedModel<InputT, PreparedT, OutputT> loaded = requireNonNull(shared);
      int batchSize = Math.min(options.batchSize(), loaded.model().largestBatch());
      Batcher<InputT, PreparedT, OutputT> batcher = new Batcher<>(loaded, batchSize, output);
      for (InputT input : order == null ? group : Ordering.from(order).sortedCopy(group)) {
        batcher.add(input);
      }
      batcher.finish();
    }

    @Teardown
    public void teardown() {
      if (shared != null) {
        SharedModels.release(shared);
        shared = null;
      }
    }
  }

  private record Emitted<InputT, OutputT>(
      DoFn<KV<String, Iterable<InputT>>, KV<InputT, OutputT>>.ProcessContext context,
      TupleTag<InferenceFailure<InputT>> failures)
      implements Batcher.Output<InputT, OutputT> {
    @Override
    public void inference(InputT input, OutputT output) {
      context.output(KV.of(input, output));
    }

    @Override
    public void failure(InferenceFailure<InputT> failure) {
      context.output(failures, failure);
    }
  }

  private static final class Collected<InputT, OutputT> implements Batcher.Output<InputT, OutputT> {
    private final List<KV<InputT, OutputT>> inferences = new ArrayList<>();
    private final List<InferenceFailure<InputT>> failures = new ArrayList<>();

    @Override
    public void inference(InputT input, OutputT output) {
      inferences.add(KV.of(input, output));
    }

    @Override
    public void failure(InferenceFailure<InputT> failure) {
      failures.add(failure);
    }
  }
}
