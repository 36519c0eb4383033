package org.imagebeam.graph.batch;

import static org.imagebeam.graph.batch.BatchFlow.Answer.ALONE;
import static org.imagebeam.graph.batch.BatchFlow.Answer.MIXED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.imagebeam.graph.Graphs;
import org.imagebeam.graph.input.BatchedGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** What is found out by following a batch is what happens when it runs. */
class BatchFlowTest extends BatchFlowFixture {
  @Test
  void shouldSeeRowsThatHoldPartsOfTwoImages() {
    GraphDef graph =
        graph(
            (tf, x) ->
                tf.reshape(
                    tf.nn.softmax(tf.reshape(dense(tf, x), tf.constant(new int[] {-1, 2}))),
                    tf.constant(new int[] {-1, 5})));
    assertEquals(MIXED, BatchFlow.follow(graph, "images", "out").answer());
  }

  @Test
  void shouldFollowWholeNetworks() throws IOException {
    BatchedGraph embedded =
        BatchDimension.add(
            Graphs.embedded(),
            "DecodeJpeg/contents",
            List.of("softmax"),
            Optional.empty(),
            Optional.empty());
    assertEquals(new BatchFlow.Verdict(ALONE, ""), BatchFlow.follow(embedded, "softmax"));
    assertEquals(
        new BatchFlow.Verdict(ALONE, ""), BatchFlow.follow(Graphs.batchedInceptionV3(), "softmax"));
  }

  @Test
  void shouldSeeThatOneOfSeveralOutputsMixes() {
    GraphDef graph =
        graph(
            (tf, x) -> {
              Operand<TFloat32> y = dense(tf, x);
              Operand<TFloat32> mean = tf.withName("whiten").math.mean(y, tf.constant(0));
              tf.withName("other").math.sub(y, mean);
              return y;
            });
    BatchedGraph alone = new BatchedGraph(graph, "images", 4, 4, false);
    assertEquals(ALONE, BatchFlow.follow(outputs(alone, "out")).answer());
    assertEquals(MIXED, BatchFlow.follow(outputs(alone, "out", "other")).answer());
    assertEquals(MIXED, BatchFlow.follow(outputs(alone, "other", "out")).answer());
  }

  private static BatchedGraph outputs(BatchedGraph graph, String... outputs) {
    return new BatchedGraph(
        graph.graph(),
        graph.input(),
        graph.place(),
        graph.height(),
        graph.width(),
        false,
        List.of(outputs),
        0,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void shouldNameTheNodeThatMixes() {
    GraphDef graph =
        graph((tf, x) -> dense(tf, tf.withName("whiten").math.mean(x, tf.constant(0))));
    assertEquals(new BatchFlow.Verdict(MIXED, "whiten"), BatchFlow.follow(graph, "images", "out"));
  }

  @Test
  void shouldSeeThatADropoutMixesNothing() {
    GraphDef graph =
        graph(
            (tf, x) -> {
              Operand<TFloat32> y = dense(tf, x);
              Operand<TFloat32> noise = tf.random.randomUniform(tf.shape(y), TFloat32.class);
              return tf.math.mul(y, noise);
            });
    assertEquals(ALONE, BatchFlow.follow(graph, "images", "out").answer());
  }
}
