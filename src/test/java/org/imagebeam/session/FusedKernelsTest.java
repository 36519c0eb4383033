package org.imagebeam.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.graph.batch.BatchDimension;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.graph.optimize.InferenceOptimizer;
import org.imagebeam.graph.optimize.OptimizedGraph;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

class FusedKernelsTest {
  private static final String ONE_DNN = "TF_ENABLE_ONEDNN_OPTS";

  /** TensorFlow switches oneDNN on by itself on some processors alone, so children are told. */
  @Test
  @EnabledOnOs(
      architectures = {"amd64", "x86_64"},
      value = OS.LINUX)
  void shouldFuseWithOneDnnAndAnswerTheSameWithout() throws Exception {
    List<String> with = embedded(Map.of(ONE_DNN, "1"));
    List<String> without = embedded(Map.of(ONE_DNN, "0"));
    // The embedded model has depthwise convolutions, fused ones of which only oneDNN runs.
    assertEquals("true", with.get(0));
    assertEquals("false", without.get(0));
    assertEquals(with.get(1), without.get(1), "the best class");
    assertEquals(Double.parseDouble(with.get(2)), Double.parseDouble(without.get(2)), 1e-3);
  }

  private static List<String> embedded(Map<String, String> environment) throws Exception {
    return List.of(ChildJvm.run(Embedded.class, environment, "").split(" "));
  }

  /** Prints whether layers are fused, the best class of an image, and its score. */
  static final class Embedded {
    private Embedded() {}

    public static void main(String[] args) {
      List<String> outputs = List.of("softmax");
      BatchedGraph batched =
          BatchDimension.add(
              ModelFolder.open(ModelFolder.EMBEDDED).readGraph().graph(),
              "DecodeJpeg/contents",
              outputs,
              Optional.empty(),
              Optional.empty());
      List<GraphRewrite> rewrites = FastestRewrites.here(SessionOptions.DEFAULT);
      OptimizedGraph optimized = InferenceOptimizer.optimize(batched, outputs, rewrites);
      BatchedGraph network = optimized.network();
      Shape shape = Shape.of(1, network.height(), network.width(), 3);
      try (GraphSession session =
              optimized.fused()
                  ? GraphSession.openFused(network.graph(), SessionOptions.DEFAULT)
                  : GraphSession.open(network.graph(), SessionOptions.DEFAULT);
          TFloat32 pixels =
              TFloat32.tensorOf(
                  shape,
                  data ->
                      data.scalars()
                          .forEachIndexed(
                              (at, value) ->
                                  value.setFloat(Math.toIntExact(100 * at[3] + at[1] % 50))));
          TFloat32 scores = (TFloat32) session.run(network.input(), pixels, outputs.get(0))) {
        int best = 0;
        for (int i = 1; i < scores.shape().get(1); i++) {
          best = scores.getFloat(0, i) > scores.getFloat(0, best) ? i : best;
        }
        boolean chosen = rewrites.contains(GraphRewrite.LAYERS_FUSED);
        System.out.println(chosen + " " + best + " " + scores.getFloat(0, best));
      }
    }
  }
}
