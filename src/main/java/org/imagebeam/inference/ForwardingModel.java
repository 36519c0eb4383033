package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Hands all to another model but how inputs are prepared. As thread-safe as every {@link
 * LoadedModel}; closes the other model with itself.
 *
 * @param <InputT> an element of the pipeline
 * @param <PreparedT> what the other model takes
 * @param <OutputT> the other model's answer for one input
 */
public abstract class ForwardingModel<InputT, PreparedT, OutputT>
    implements LoadedModel<InputT, PreparedT, OutputT> {
  private final LoadedModel<?, PreparedT, OutputT> model;

  /** Takes over {@code model}. */
  protected ForwardingModel(LoadedModel<?, PreparedT, OutputT> model) {
    this.model = requireNonNull(model, "model is null");
  }

  @Override
  public final List<OutputT> run(List<PreparedT> batch) throws Exception {
    return model.run(batch);
  }

  @Override
  public final int usefulBatchesInFlight() {
    return model.usefulBatchesInFlight();
  }

  @Override
  public final int usefulBatchSize() {
    return model.usefulBatchSize();
  }

  @Override
  public final int largestBatch() {
    return model.largestBatch();
  }

  @Override
  public final long byteSize() {
    return model.byteSize();
  }

  @Override
  public final void close() {
    model.close();
  }
}
