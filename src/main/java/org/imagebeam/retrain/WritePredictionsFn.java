package org.imagebeam.retrain;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;

/** Gets all predictions as one element, and writes their table, by path. */
final class WritePredictionsFn extends DoFn<KV<Integer, Iterable<Prediction>>, Void> {
  private static final long serialVersionUID = 1L;

  private final OutputFolder output;

  WritePredictionsFn(OutputFolder output) {
    this.output = requireNonNull(output, "output is null");
  }

  @ProcessElement
  public void write(@Element KV<Integer, Iterable<Prediction>> all) throws IOException {
    List<Prediction> rows = new ArrayList<>();
    all.getValue().forEach(rows::add);
    rows.sort(Comparator.comparing(Prediction::image));
    Predictions.TABLE.write(output.predictions(), rows);
  }
}
