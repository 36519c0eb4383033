package org.imagebeam.classify;

import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.DoFn;
import org.imagebeam.inference.InferenceFailure;

/** Says of a failed inference which image of which model it was. */
final class DescribeFailureFn extends DoFn<InferenceFailure<MatchResult.Metadata>, ImageFailure> {
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

  static ImageFailure describe(String modelId, InferenceFailure<MatchResult.Metadata> failure) {
    return new ImageFailure(
        ImageKey.of(failure.input()), modelId, failure.stage(), failure.error(), failure.message());
  }
}
