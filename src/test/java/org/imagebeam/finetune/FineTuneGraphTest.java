package org.imagebeam.finetune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.imagebeam.graph.GraphException;
import org.imagebeam.graph.input.BatchedGraph;
import org.imagebeam.graph.variables.SoftmaxLayer;
import org.imagebeam.graph.variables.Unfreezer;
import org.imagebeam.head.HeadWeights;
import org.imagebeam.learn.BatchScore;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.NodeDefs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

class FineTuneGraphTest {
  private static final float RATE = 0.001f;
  private static final int SIDE = 12;

  @TempDir Path temp;

  /** One image of each class. */
  private static BatchReader.Batch batch(int seed) {
    List<float[]> images = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(seed);
    for (int label = 0; label < FineTuneFixture.CLASSES; label++) {
      float[] pixels = new float[SIDE * SIDE * 3];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = random.nextInt(i % 3 == label ? 256 : 120);
      }
      images.add(pixels);
    }
    return new BatchReader.Batch(images, List.of(0, 1, 2));
  }

  /** Adam as its paper has it, in the form that TensorFlow computes, in double. */
  private static final class PlainAdam {
    private final double[] values;
    private final double[] first;
    private final double[] second;
    private int steps;

    PlainAdam(float[] start) {
      values = new double[start.length];
      for (int i = 0; i < start.length; i++) {
        values[i] = start[i];
      }
      first = new double[start.length];
      second = new double[start.length];
    }

    void step(double[] gradient, float learningRate) {
      steps++;
      double rate =
          learningRate * Math.sqrt(1 - Math.pow(0.999, steps)) / (1 - Math.pow(0.9, steps));
      for (int i = 0; i < values.length; i++) {
        first[i] += (gradient[i] - first[i]) * 0.1;
        second[i] += (gradient[i] * gradient[i] - second[i]) * 0.001;
        values[i] -= rate * first[i] / (Math.sqrt(second[i]) + 1e-8);
      }
    }
  }

  private static float[] fetch(FineTuneSession session, String node, BatchReader.Batch batch) {
    float[] pixels = new float[batch.size() * SIDE * SIDE * 3];
    for (int i = 0; i < batch.size(); i++) {
      System.arraycopy(batch.pixels().get(i), 0, pixels, i * SIDE * SIDE * 3, SIDE * SIDE * 3);
    }
    try (TFloat32 tensor =
            TFloat32.tensorOf(
                Shape.of(batch.size(), SIDE, SIDE, 3), DataBuffers.of(pixels, true, false));
        Tensor answer =
            session.session().runner().feed("ResizeBilinear", tensor).fetch(node).run().get(0)) {
      float[] values = new float[Math.toIntExact(answer.shape().size())];
      ((TFloat32) answer).copyTo(DataBuffers.of(values, false, false));
      return values;
    }
  }

  /** The gradients of the mean cross-entropy by weights and biases: x' (p - y) / n. */
  private static double[][] gradients(float[] features, float[] answers) {
    int classes = FineTuneFixture.CLASSES;
    double[] weights = new double[FineTuneFixture.FEATURES * classes];
    double[] biases = new double[classes];
    for (int row = 0; row < classes; row++) {
      for (int c = 0; c < classes; c++) {
        double miss = (answers[row * classes + c] - (row == c ? 1 : 0)) / classes;
        biases[c] += miss;
        for (int f = 0; f < FineTuneFixture.FEATURES; f++) {
          weights[f * classes + c] += features[row * FineTuneFixture.FEATURES + f] * miss;
        }
      }
    }
    return new double[][] {weights, biases};
  }

  @Test
  void shouldLearnByAdam() throws IOException {
    ModelFolder model = FineTuneFixture.model(temp);
    TunableNetwork network = TunableNetwork.of(model, model.readGraph(), Optional.empty());
    HeadWeights head = FineTuneFixture.head();
    try (FineTuneGraph graph =
            new FineTuneGraph(network, FineTuneFixture.FEATURES, FineTuneFixture.CLASSES);
        FineTuneSession session = new FineTuneSession(graph, SIDE, SIDE)) {
      session.initialize(network.network(), network.weights(), head);
      PlainAdam weights = new PlainAdam(head.weights());
      PlainAdam biases = new PlainAdam(head.biases());
      double before = session.measure(batch(1)).meanCrossEntropy();
      for (int step = 0; step < 5; step++) {
        BatchReader.Batch batch = batch(step);
        assertEquals(step, session.globalStep());
        double[][] gradients =
            gradients(fetch(session, "pool_3", batch), fetch(session, SoftmaxLayer.OUTPUT, batch));
        BatchScore measured = session.measure(batch);
        float rate = (step + 1) * RATE;
        assertEquals(measured, session.learn(batch, rate));
        weights.step(gradients[0], rate);
        biases.step(gradients[1], rate);
        assertNear(weights.values, fetch(session, Unfreezer.read(HeadWeights.WEIGHTS), batch));
        assertNear(biases.values, fetch(session, Unfreezer.read(HeadWeights.BIASES), batch));
      }
      assertTrue(session.measure(batch(1)).meanCrossEntropy() < before);
    }
  }

  private static void assertNear(double[] expected, float[] found) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 2e-5, "at " + i);
    }
  }

  @Test
  void shouldScoreAsTheAnswersSay() throws IOException {
    ModelFolder model = FineTuneFixture.model(temp);
    TunableNetwork network = TunableNetwork.of(model, model.readGraph(), Optional.empty());
    try (FineTuneGraph graph =
            new FineTuneGraph(network, FineTuneFixture.FEATURES, FineTuneFixture.CLASSES);
        FineTuneSession session = new FineTuneSession(graph, SIDE, SIDE)) {
      session.initialize(network.network(), network.weights(), FineTuneFixture.head());
      BatchReader.Batch batch = batch(4);
      float[] answers = fetch(session, SoftmaxLayer.OUTPUT, batch);
      double crossEntropy = 0;
      int correct = 0;
      for (int i = 0; i < 3; i++) {
        crossEntropy -= Math.log(answers[i * 3 + i]);
        float best = Math.max(answers[i * 3], Math.max(answers[i * 3 + 1], answers[i * 3 + 2]));
        correct += answers[i * 3 + i] == best ? 1 : 0;
      }
      BatchScore score = session.measure(batch);
      assertEquals(crossEntropy, score.crossEntropy(), 1e-5);
      assertEquals(correct, score.correct());
      assertEquals(3, score.size());
      assertEquals(correct / 3f, score.plus(score).accuracy());
      assertEquals((float) (crossEntropy / 3), score.plus(score).meanCrossEntropy(), 1e-5f);
    }
  }

  @Test
  void shouldNameAnOpWithoutGradient() {
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(NodeDefs.placeholder("image", DataType.DT_FLOAT))
            .addNode(NodeDefs.constFloats("w", List.of(1, 1, 3, 1), 1, 2, 3))
            .addNode(
                NodeDefs.floatNode("conv", "Conv2D", "image", "w")
                    .putAttr("padding", NodeDefs.string("SAME"))
                    .putAttr("strides", NodeDefs.integers(List.of(1L, 1L, 1L, 1L))))
            .addNode(NodeDefs.floatNode("turned", "Betainc", "conv", "conv", "conv"))
            .build();
    TunableNetwork network =
        new TunableNetwork(new BatchedGraph(graph, "image", 2, 2, true), "turned", List.of("w"));
    GraphException e = assertThrows(GraphException.class, () -> new FineTuneGraph(network, 4, 2));
    assertTrue(
        e.getMessage().startsWith("TensorFlow can't train it: No gradient defined for op: Betainc"),
        e.getMessage());
  }
}
