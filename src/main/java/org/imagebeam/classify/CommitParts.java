package org.imagebeam.classify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.values.PCollectionView;
import org.imagebeam.inference.GroupOutcomes;

/** Commits what came of a group of images: a part of results, and one of failures. */
final class CommitParts
    implements Contextful.Fn<GroupOutcomes<MatchResult.Metadata, List<ScoredNode>>, Void> {
  private static final long serialVersionUID = 1L;

  private final String modelId;
  private final PCollectionView<LabelMap> labels;
  private final PartWriter<Classification> results;
  private final PartWriter<ImageFailure> failures;

  CommitParts(
      String modelId,
      PCollectionView<LabelMap> labels,
      PartWriter<Classification> results,
      PartWriter<ImageFailure> failures) {
    this.modelId = requireNonNull(modelId, "modelId is null");
    this.labels = requireNonNull(labels, "labels is null");
    this.results = requireNonNull(results, "results is null");
    this.failures = requireNonNull(failures, "failures is null");
  }

  @Override
  public Void apply(GroupOutcomes<MatchResult.Metadata, List<ScoredNode>> group, Context context)
      throws IOException {
    LabelMap map = context.sideInput(labels);
    results.write(
        group.inferences().stream()
            .map(found -> AttachLabelsFn.attach(modelId, found, map))
            .toList());
    failures.write(
        group.failures().stream()
            .map(failure -> DescribeFailureFn.describe(modelId, failure))
            .toList());
    return null;
  }
}
