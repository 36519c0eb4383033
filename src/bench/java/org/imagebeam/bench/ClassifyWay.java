package org.imagebeam.bench;

import java.util.List;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.imagemodel.ImageModelLoader;
import org.imagebeam.inference.BatchOptions;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.session.CpuFeatures;
import org.imagebeam.session.Precision;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.proto.GraphDef;

/** How {@code classify} runs a network, taken from where it takes it: nothing else here knows. */
final class ClassifyWay {
  private ClassifyWay() {}

  /** The folder's network, cut off behind the resize and given a batch, not rewritten yet. */
  static BatchedGraph batched(ModelFolder model) {
    return ImageModelLoader.batch(model, model.readGraph().graph(), model.spec().output());
  }

  /** The network in float32. */
  static GraphDef rewrite(BatchedGraph batched, List<String> outputs) {
    return InferenceOptimizer.optimize(
            batched, outputs, SessionOptions.DEFAULT.formsOn(CpuFeatures.local()))
        .graph();
  }

  static NetworkSettings settings(Precision precision) {
    SessionOptions session = new SessionOptions(SessionOptions.DEFAULT.threads(), precision);
    return new NetworkSettings(BatchOptions.DEFAULT_SIZE, session.usefulBatchesInFlight(), session);
  }
}
