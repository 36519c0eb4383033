package org.imagebeam.bench;

import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.session.FastestRewrites;
import org.imagebeam.session.Int8Kernels;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;

/** How {@code classify} runs a network, taken from where it takes it: nothing else here knows. */
final class ClassifyWay {
  private ClassifyWay() {}

  /** The folder's network, cut off behind the resize and given a batch, not rewritten yet. */
  static BatchedGraph batched(ModelFolder model) {
    return ImageModelLoader.batch(model, model.readGraph().graph(), model.spec().output());
  }

  /** Returns how a network is rewritten that computes in {@code precision}. */
  static Rewriting rewriting(Precision precision) {
    return new Rewriting(FastestRewrites.here(settings(precision).session()));
  }

  static NetworkSettings settings(Precision precision) {
    SessionOptions session = new SessionOptions(SessionOptions.DEFAULT.threads(), precision);
    int batch = precision == Precision.INT8 ? Int8Kernels.BATCH_SIZE : BatchOptions.DEFAULT_SIZE;
    return new NetworkSettings(batch, session.usefulBatchesInFlight(), session);
  }
}
