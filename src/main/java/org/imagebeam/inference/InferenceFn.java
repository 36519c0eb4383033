package org.imagebeam.inference;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableComparator;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Runs groups through the JVM's shared model. A batch holds elements of one group only. */
final class InferenceFn<InputT, PreparedT, OutputT>
    extends DoFn<KV<String, Iterable<InputT>>, KV<InputT, OutputT>> {
  private static final long serialVersionUID = 1L;

  private final ModelHandler<InputT, PreparedT, OutputT> handler;
  private final BatchOptions options;
  private final @Nullable SerializableComparator<InputT> order;
  private final TupleTag<KV<InputT, OutputT>> inferences;
  private final TupleTag<InferenceFailure<InputT>> failures;

  private transient SharedModel<InputT, PreparedT, OutputT> shared;

  InferenceFn(
      ModelHandler<InputT, PreparedT, OutputT> handler,
      BatchOptions options,
      @Nullable SerializableComparator<InputT> order,
      TupleTag<KV<InputT, OutputT>> inferences,
      TupleTag<InferenceFailure<InputT>> failures) {
    this.handler = handler;
    this.options = options;
    this.order = order;
    this.inferences = inferences;
    this.failures = failures;
  }

  @StartBundle
  public void startBundle() throws Exception {
    // Here and not in a setup method, because only here do the load's metrics have a bundle.
    if (shared == null) {
      shared = SharedModel.acquire(handler, options);
    }
  }

  @ProcessElement
  public void process(@Element KV<String, Iterable<InputT>> group, MultiOutputReceiver out)
      throws InterruptedException {
    Batcher<InputT, PreparedT, OutputT> batcher =
        new Batcher<>(shared, options.batchSize(), new Receivers(out));
    for (InputT input : inOrder(group.getValue())) {
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

  private Iterable<InputT> inOrder(Iterable<InputT> group) {
    if (order == null) {
      return group;
    }
    List<InputT> sorted = new ArrayList<>();
    group.forEach(sorted::add);
    sorted.sort(order);
    return sorted;
  }

  private final class Receivers implements Batcher.Output<InputT, OutputT> {
    private final MultiOutputReceiver out;

    Receivers(MultiOutputReceiver out) {
      this.out = out;
    }

    @Override
    public void inference(InputT input, OutputT output) {
      out.get(inferences).output(KV.of(input, output));
    }

    @Override
    public void failure(InferenceFailure<InputT> failure) {
      out.get(failures).output(failure);
    }
  }
}
