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
   * Has the bundles that run in this process use the model that is being loaded there, or wait for
   * it.
   *
   * @param ahead of the model that the handler would load; to be closed behind the pipeline's end
   */
  public void expect(ModelAhead<InputT, ?, OutputT> ahead) {
    inference.expect(ahead);
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
