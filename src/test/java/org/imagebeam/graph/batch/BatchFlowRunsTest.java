package org.imagebeam.graph.batch;

import static org.imagebeam.graph.batch.BatchFlow.Answer.ALONE;
import static org.imagebeam.graph.batch.BatchFlow.Answer.MIXED;
import static org.imagebeam.graph.batch.BatchFlow.Answer.OPEN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.imagebeam.graph.BatchedRun;
import org.imagebeam.graph.Layers;
import org.imagebeam.graph.input.BatchedGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What is found out by following a batch is what happens when it runs. */
class BatchFlowRunsTest extends BatchFlowFixture {
  private static Operand<TFloat32> norm(Ops tf, Operand<TFloat32> images, boolean training) {
    return tf.nn
        .fusedBatchNorm(
            images,
            tf.constant(new float[] {1, 2, 3}),
            tf.constant(new float[] {1, 0, 1}),
            training ? tf.constant(new float[0]) : tf.constant(new float[] {0, 1, 0}),
            training ? tf.constant(new float[0]) : tf.constant(new float[] {1, 1, 2}),
            FusedBatchNorm.isTraining(training))
        .y();
  }

  static Stream<Arguments> networks() {
    return Stream.of(
        net("dense", ALONE, BatchFlowFixture::dense),
        net("softmax", ALONE, (tf, x) -> tf.nn.softmax(dense(tf, x))),
        net(
            "softmax by hand over the classes",
            ALONE,
            (tf, x) -> {
              Operand<TFloat32> e = tf.math.exp(dense(tf, x));
              return tf.math.div(e, tf.reduceSum(e, tf.constant(1), ReduceSum.keepDims(true)));
            }),
        net(
            "softmax by hand over all elements",
            MIXED,
            (tf, x) -> {
              Operand<TFloat32> e = tf.math.exp(dense(tf, x));
              return tf.math.div(e, tf.reduceSum(e, tf.constant(new int[] {0, 1})));
            }),
        net(
            "softmax by hand over range(rank)",
            MIXED,
            (tf, x) -> {
              Operand<TFloat32> e = tf.math.exp(dense(tf, x));
              Operand<TInt32> all = tf.range(tf.constant(0), tf.rank(e), tf.constant(1));
              return tf.math.div(e, tf.reduceSum(e, all));
            }),
        net(
            "softmax over a batch that was turned",
            MIXED,
            (tf, x) -> {
              Operand<TInt32> turn = tf.constant(new int[] {1, 0});
              return tf.linalg.transpose(
                  tf.nn.softmax(tf.linalg.transpose(dense(tf, x), turn)), turn);
            }),
        net(
            "rolled over height and width",
            ALONE,
            (tf, x) -> {
              Operand<TInt32> by = tf.constant(new int[] {-1, 2});
              return dense(tf, tf.roll(x, by, tf.constant(new int[] {1, -2})));
            }),
        net(
            "rolled over the batch",
            MIXED,
            (tf, x) -> dense(tf, tf.roll(x, tf.constant(1), tf.constant(0)))),
        net("batch norm", ALONE, (tf, x) -> dense(tf, norm(tf, x, false))),
        net("batch norm in training", MIXED, (tf, x) -> dense(tf, norm(tf, x, true))),
        net(
            "standardised over all elements",
            MIXED,
            (tf, x) ->
                dense(tf, tf.math.sub(x, tf.math.mean(x, tf.constant(new int[] {0, 1, 2}))))),
        net(
            "standardised over each image",
            ALONE,
            (tf, x) ->
                dense(
                    tf,
                    tf.math.sub(
                        x,
                        tf.math.mean(
                            x,
                            tf.constant(new int[] {-1, -2, -3}),
                            org.tensorflow.op.math.Mean.keepDims(true))))),
        net(
            "scaled by the largest value of all",
            MIXED,
            (tf, x) ->
                dense(tf, tf.math.div(x, tf.reduceMax(x, tf.constant(new int[] {0, 1, 2, 3}))))),
        net(
            "L2 norm by the sum of all squares",
            MIXED,
            (tf, x) -> {
              Operand<TFloat32> y = dense(tf, x);
              return tf.math.div(y, tf.math.sqrt(tf.nn.l2Loss(y)));
            }),
        net(
            "patches as rows, put back",
            ALONE,
            (tf, x) -> {
              Operand<TFloat32> patches = tf.reshape(x, tf.constant(new int[] {-1, 12}));
              Operand<TFloat32> seen = tf.linalg.matMul(patches, weights(tf, 12, 3));
              return tf.reshape(tf.nn.softmax(seen), tf.constant(new int[] {-1, 12}));
            }),
        net(
            "all scores in one row",
            MIXED,
            (tf, x) -> tf.nn.softmax(tf.reshape(dense(tf, x), tf.constant(new int[] {1, -1})))),
        net(
            "images compared with each other",
            MIXED,
            (tf, x) -> {
              Operand<TFloat32> y = dense(tf, x);
              return tf.linalg.matMul(tf.linalg.matMul(y, y, MatMul.transposeB(true)), y);
            }),
        net(
            "a Gram matrix of each image",
            ALONE,
            (tf, x) -> {
              Operand<TFloat32> y = tf.reshape(dense(tf, x), tf.constant(new int[] {-1, 5, 1}));
              Operand<TFloat32> gram =
                  tf.linalg.matMul(
                      tf.reshape(y, tf.constant(new int[] {-1, 5})), weights(tf, 5, 5));
              return tf.linalg.einsum(List.of(gram, gram), "bi,bj->bij");
            }),
        net(
            "a Gram matrix over the batch",
            MIXED,
            (tf, x) ->
                tf.linalg.matMul(
                    dense(tf, x),
                    tf.linalg.einsum(List.of(dense(tf, x), dense(tf, x)), "bi,bj->ij"))),
        net(
            "the first image for all",
            MIXED,
            (tf, x) -> {
              Operand<TFloat32> y = dense(tf, x);
              Operand<TFloat32> first =
                  tf.slice(y, tf.constant(new int[] {0, 0}), tf.constant(new int[] {1, 5}));
              return tf.math.add(y, first);
            }),
        net(
            "a strided slice of the colours",
            ALONE,
            (tf, x) -> {
              Operand<TFloat32> red =
                  tf.stridedSlice(
                      x,
                      tf.constant(new int[] {0, 0}),
                      tf.constant(new int[] {0, 1}),
                      tf.constant(new int[] {1, 1}),
                      StridedSlice.ellipsisMask(1L),
                      StridedSlice.shrinkAxisMask(2L));
              return tf.reshape(red, tf.constant(new int[] {-1, SIZE * SIZE}));
            }),
        net(
            "the batch turned round",
            MIXED,
            (tf, x) -> {
              Operand<TFloat32> y = dense(tf, x);
              Operand<TFloat32> turned = tf.reverse(y, tf.constant(new int[] {0}));
              return tf.math.add(y, turned);
            }),
        net(
            "a sum along the batch",
            MIXED,
            (tf, x) -> tf.math.cumsum(dense(tf, x), tf.constant(0))),
        net(
            "a sum along the classes",
            ALONE,
            (tf, x) -> tf.math.cumsum(dense(tf, x), tf.constant(-1))),
        net(
            "a class token for each image",
            ALONE,
            (tf, x) -> {
              Operand<TFloat32> tokens =
                  tf.reshape(dense(tf, x), tf.constant(new int[] {-1, 5, 1}));
              Operand<TInt32> shape = tf.shape(tokens);
              Operand<TInt32> batch =
                  tf.slice(shape, tf.constant(new int[] {0}), tf.constant(new int[] {1}));
              Operand<TFloat32> token =
                  tf.broadcastTo(
                      tf.constant(new float[][][] {{{7}}}),
                      tf.concat(List.of(batch, tf.constant(new int[] {1, 1})), tf.constant(0)));
              Operand<TFloat32> joined = tf.concat(List.of(token, tokens), tf.constant(1));
              return tf.reshape(tf.nn.softmax(joined), tf.constant(new int[] {-1, 6}));
            }),
        net(
            "blocks in the batch and back",
            ALONE,
            (tf, x) -> {
              Operand<TInt32> block = tf.constant(new int[] {2, 2});
              Operand<TInt32> none = tf.constant(new int[][] {{0, 0}, {0, 0}});
              Operand<TFloat32> apart = tf.spaceToBatchNd(x, block, none);
              return dense(tf, tf.batchToSpaceNd(tf.nn.relu(apart), block, none));
            }),
        net(
            "blocks of all images in one sum",
            MIXED,
            (tf, x) -> {
              Operand<TFloat32> apart =
                  tf.spaceToBatchNd(
                      x, tf.constant(new int[] {2, 2}), tf.constant(new int[][] {{0, 0}, {0, 0}}));
              return tf.math.add(
                  dense(tf, x), tf.reduceSum(apart, tf.constant(new int[] {0, 1, 2, 3})));
            }),
        net(
            "divided by how many there are",
            OPEN,
            (tf, x) -> {
              Operand<TFloat32> y = dense(tf, x);
              return tf.math.div(y, tf.dtypes.cast(tf.size(y), TFloat32.class));
            }),
        net(
            "an op that isn't followed",
            OPEN,
            (tf, x) -> tf.nn.softmax(tf.math.igamma(dense(tf, x), tf.constant(1f)))));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void shouldSayWhatRunningABatchShows(Net net, BatchFlow.Answer expected) {
    GraphDef graph = graph(net);
    BatchFlow.Verdict verdict = BatchFlow.follow(graph, "images", "out");
    assertEquals(expected, verdict.answer(), verdict.toString());
    assertEquals(expected == ALONE, verdict.node().isEmpty());
    float[] first = Layers.random(VALUES);
    float[] second = new float[VALUES];
    for (int i = 0; i < VALUES; i++) {
      second[i] = i % 7 * 0.3f - first[VALUES - 1 - i];
    }
    try (BatchedRun run = new BatchedRun(new BatchedGraph(graph, "images", SIZE, SIZE, true))) {
      float[] together = run.run(List.of(first, second), "out").values();
      boolean same =
          close(run.run(first, "out").values(), together, 0)
              && close(run.run(second, "out").values(), together, together.length / 2);
      assertEquals(expected == OPEN ? same : expected == ALONE, same, Arrays.toString(together));
    }
  }

  /** Whether the first half of {@code together}, from {@code offset} on, is {@code alone}. */
  private static boolean close(float[] alone, float[] together, int offset) {
    float largest = 1;
    for (float value : together) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < together.length / 2; i++) {
      if (Math.abs(alone[i] - together[offset + i]) > 1e-5f * largest) {
        return false;
      }
    }
    return true;
  }
}
