package org.imagebeam.classify;

import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;

/** Names the classes that the network found, by the label map in the side input. */
final class AttachLabelsFn
    extends DoFn<KV<MatchResult.Metadata, List<ScoredNode>>, Classification> {
  private static final long serialVersionUID = 1L;

  private final String modelId;
  private final PCollectionView<LabelMap> labels;

  AttachLabelsFn(String modelId, PCollectionView<LabelMap> labels) {
    this.modelId = modelId;
    this.labels = labels;
  }

  @ProcessElement
  public void process(ProcessContext context) {
    context.output(attach(modelId, context.element(), context.sideInput(labels)));
  }

  static Classification attach(
      String modelId, KV<MatchResult.Metadata, List<ScoredNode>> found, LabelMap map) {
    List<Prediction> predictions =
        found.getValue().stream().map(node -> predict(node, map)).toList();
    return new Classification(ImageKey.of(found.getKey()), modelId, predictions);
  }

  private static Prediction predict(ScoredNode node, LabelMap map) {
    LabelMap.Label label = map.label(node.nodeId());
    return new Prediction(label.words(), node.score(), node.nodeId(), label.synset());
  }
}
