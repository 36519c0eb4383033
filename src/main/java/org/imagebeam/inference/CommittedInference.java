package org.imagebeam.inference;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * {@link RunInference} whose outcomes are committed on the worker, group by group, and go no
 * further. Made by {@link RunInference#committedBy}.
 */
public final class CommittedInference<InputT, OutputT>
    extends PTransform<PCollection<InputT>, PCollection<Void>> {
  private static final long serialVersionUID = 1L;

  private final RunInference<InputT, OutputT> inference;
  private final Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> commit;

  CommittedInference(
      RunInference<InputT, OutputT> inference,
      Contextful<Contextful.Fn<GroupOutcomes<InputT, OutputT>, Void>> commit) {
    this.inference = inference;
    this.commit = requireNonNull(commit, "commit is null");
  }

  /**
   * Starts to load the model into this process, beside whatever it does, and returns. For runners
   * that run the pipeline in this process: its bundles find the model there, or wait for it.
   */
  public ModelAhead loadAhead() {
    return inference.loadAhead();
  }

  @Override
  public PCollection<Void> expand(PCollection<InputT> input) {
    return inference
        .group(input)
        .apply(
            RunInference.INFER_STEP,
            ParDo.of(new CommitFn<>(inference.runner(), commit.getClosure()))
                .withSideInputs(commit.getRequirements().getSideInputs()));
  }
}
