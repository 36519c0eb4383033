package org.imagebeam.graph.optimize;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.imagebeam.graph.Graphs;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.session.EnvironmentException;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/**
 * Runs each of {@link RewriteCases} as it stands, without TensorFlow's rewriter, and as it is run
 * in all forms. Prints a line for each: what it is, what came out of it as it stands, and how far
 * the forms are from that, or why they can't be run. First comes whether layers are fused.
 */
final class RewriteTrials {
  private static final String OUTPUT = "out";

  private RewriteTrials() {}

  public static void main(String[] args) {
    List<GraphRewrite> all = Graphs.rewritesThatRun();
    System.out.println(all.contains(GraphRewrite.LAYERS_FUSED));
    List<List<GraphRewrite>> forms = new ArrayList<>(List.of(GraphRewrite.PORTABLE, all));
    for (GraphRewrite rewrite :
        all.stream().filter(one -> !GraphRewrite.PORTABLE.contains(one)).toList()) {
      forms.add(Graphs.portableAnd(rewrite));
    }
    RewriteCases.all()
        .forEach(
            (name, graph) -> {
              List<String> cells = new ArrayList<>(List.of(name));
              try {
                float[] expected = asItStands(graph);
                cells.add(String.format(Locale.ROOT, "%.4f", mean(expected)));
                forms.forEach(
                    some -> cells.add(names(some) + "=" + difference(graph, some, expected)));
              } catch (EnvironmentException e) {
                cells.add(e.getMessage());
              }
              System.out.println(String.join("\t", cells));
            });
  }

  private static TFloat32 images() {
    int size = 2 * RewriteCases.SIDE * RewriteCases.SIDE * RewriteCases.CHANNELS;
    return TFloat32.tensorOf(
        Shape.of(2, RewriteCases.SIDE, RewriteCases.SIDE, RewriteCases.CHANNELS),
        DataBuffers.of(Layers.random(size), true, false));
  }

  private static float[] asItStands(GraphDef graph) {
    try (GraphSession session = GraphSession.openAsGiven(graph, SessionOptions.DEFAULT);
        TFloat32 images = images();
        Tensor answer = session.run(Map.of("image", images), OUTPUT)) {
      return values(answer);
    }
  }

  private static String names(List<GraphRewrite> rewrites) {
    return rewrites.stream().map(GraphRewrite::name).collect(Collectors.joining("+"));
  }

  private static String difference(GraphDef graph, List<GraphRewrite> rewrites, float[] expected) {
    BatchedGraph batched =
        new BatchedGraph(graph, "image", RewriteCases.SIDE, RewriteCases.SIDE, true);
    try {
      OptimizedGraph rewritten = InferenceOptimizer.optimize(batched, List.of(OUTPUT), rewrites);
      try (GraphSession session =
              rewritten.fused()
                  ? GraphSession.openFused(rewritten.graph(), SessionOptions.DEFAULT)
                  : GraphSession.open(rewritten.graph(), SessionOptions.DEFAULT);
          TFloat32 images = images();
          Tensor answer = session.run(Map.of("image", images), OUTPUT)) {
        return String.format(Locale.ROOT, "%.1e", difference(values(answer), expected));
      }
    } catch (RuntimeException e) {
      return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    ((TFloat32) tensor).copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return sum / values.length;
  }

  /** The largest, in parts of what the values are like. */
  private static double difference(float[] actual, float[] expected) {
    if (actual.length != expected.length) {
      return Double.NaN;
    }
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs((double) actual[i] - expected[i]));
      if (Float.isNaN(actual[i])) {
        return Double.NaN;
      }
    }
    return largest / mean(expected);
  }
}
