package org.imagebeam.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.imagebeam.graph.optimize.GraphRewrite;
import org.imagebeam.session.GraphSession;
import org.imagebeam.session.SessionOptions;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** Runs graphs op by op, without TensorFlow's rewriter, on two random images at {@code image}. */
public final class SameAnswers {
  /** Of what the values are like. */
  private static final double TOLERANCE = 1e-5;

  private SameAnswers() {}

  /**
   * Asserts that a rewritten graph answers as the one it was made of.
   *
   * @param shape of the batch
   */
  public static void assertSame(GraphDef given, GraphDef rewritten, String output, long... shape) {
    float[] expected = answer(given, output, shape);
    float[] actual = answer(rewritten, output, shape);
    assertEquals(expected.length, actual.length);
    double mean = 0;
    for (float value : expected) {
      mean += Math.abs(value) / expected.length;
    }
    assertTrue(mean > 1e-3, "nothing but zeros");
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], TOLERANCE * mean + 1e-5 * Math.abs(expected[i]));
    }
  }

  /** Asserts the same where TensorFlow has the kernels of fused layers in this process. */
  public static void assertSameWhereFused(
      GraphDef given, GraphDef rewritten, String output, long... shape) {
    if (Graphs.rewritesThatRun().contains(GraphRewrite.LAYERS_FUSED)) {
      assertSame(given, rewritten, output, shape);
    }
  }

  private static float[] answer(GraphDef graph, String output, long... shape) {
    float[] values = Layers.random(Math.toIntExact(Shape.of(shape).size()));
    try (GraphSession session = GraphSession.openAsGiven(graph, SessionOptions.DEFAULT);
        TFloat32 images = TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values, true, false));
        Tensor answer = session.run(Map.of("image", images), output)) {
      float[] answers = new float[Math.toIntExact(answer.shape().size())];
      ((TFloat32) answer).copyTo(DataBuffers.of(answers, false, false));
      return answers;
    }
  }
}
