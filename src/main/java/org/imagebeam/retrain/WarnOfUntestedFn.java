package org.imagebeam.retrain;

import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.imagebeam.inference.InferenceFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of test pictures that could not be looked at: broken ones, and those that changed. */
final class WarnOfUntestedFn
    extends DoFn<InferenceFailure<KV<MatchResult.Metadata, Integer>>, Void> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(WarnOfUntestedFn.class);

  @ProcessElement
  public void warn(@Element InferenceFailure<KV<MatchResult.Metadata, Integer>> failure) {
    LOG.warn(
        "the test picture {} is left out: {}",
        failure.input().getKey().resourceId(),
        failure.message());
  }
}
