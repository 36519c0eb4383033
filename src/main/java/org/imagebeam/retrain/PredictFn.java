package org.imagebeam.retrain;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Holds the model's scores of test pictures against their classes; gives all one key. */
final class PredictFn
    extends DoFn<KV<KV<MatchResult.Metadata, Integer>, float[]>, KV<Integer, Prediction>> {
  private static final long serialVersionUID = 1L;

  private final ImmutableList<String> labels;

  /**
   * @param labels the names of the classes
   */
  PredictFn(List<String> labels) {
    this.labels = ImmutableList.copyOf(labels);
  }

  @ProcessElement
  public void predict(
      @Element KV<KV<MatchResult.Metadata, Integer>, float[]> scored,
      OutputReceiver<KV<Integer, Prediction>> out) {
    float[] scores = scored.getValue();
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    int label = scored.getKey().getValue();
    out.output(
        KV.of(
            0,
            new Prediction(
                scored.getKey().getKey().resourceId().toString(),
                labels.get(label),
                labels.get(best),
                scores[best],
                scores[label])));
  }
}
