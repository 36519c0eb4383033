package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.imagebeam.learn.LearnedVariables;
import org.imagebeam.learn.Optimizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/** Steps of the graph against the same steps in doubles, from the optimizers' own papers. */
class DigitNetworkTest {
  private static final int CLASSES = 10;
  private static final int FEATURES = 4;
  private static final int EXAMPLES = 30;
  private static final int BATCH = 8;
  private static final int STEPS = 5;
  private static final float RATE = 0.3f;
  private static final double DECAY = 0.9;
  private static final DatasetShape SHAPE = new DatasetShape(EXAMPLES, 0, 0, 2, 2);

  private final byte[] pixels = new byte[EXAMPLES * FEATURES];
  private final byte[] labels = new byte[EXAMPLES];

  @BeforeEach
  void fill() {
    Random random = new Random(1);
    random.nextBytes(pixels);
    for (int i = 0; i < EXAMPLES; i++) {
      labels[i] = (byte) random.nextInt(CLASSES);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SGD, SOFTMAX_CROSS_ENTROPY",
    "SGD, QUADRATIC",
    "MOMENTUM, SOFTMAX_CROSS_ENTROPY",
    "ADAM, SOFTMAX_CROSS_ENTROPY",
    "ADAM, QUADRATIC"
  })
  void shouldStepAsThePapersSay(Optimizer optimizer, Loss loss) {
    Map<String, float[]> found = train(optimizer, loss);
    Reference reference = new Reference(optimizer, loss);
    BatchOrder order = new BatchOrder(1, 0, EXAMPLES, BATCH);
    int[] batch = new int[BATCH];
    for (int step = 0; step < STEPS; step++) {
      order.batch(step, batch);
      reference.step(batch, step + 1);
    }
    assertClose(reference.weights, found.get("W"));
    assertClose(reference.biases, found.get("b"));
    assertClose(reference.averages, found.get("W/ExponentialMovingAverage"));
    assertTrue(Arrays.stream(reference.weights).map(Math::abs).max().orElse(0) > 1e-3);
    switch (optimizer) {
      case SGD -> {}
      case MOMENTUM -> assertClose(reference.m, found.get("W/Momentum"));
      case ADAM -> {
        assertClose(reference.m, found.get("W/Adam"));
        assertClose(reference.v, found.get("W/Adam_1"));
        assertEquals(Math.pow(0.9, STEPS + 1), found.get("beta1_power")[0], 1e-6);
        assertEquals(Math.pow(0.999, STEPS + 1), found.get("beta2_power")[0], 1e-6);
      }
    }
  }

  @Test
  void shouldNameSlotsAsPythonDoes() {
    assertEquals(List.of("W", "b", "global_step"), names(Optimizer.SGD, 0));
    assertEquals(
        List.of("W", "b", "W/Momentum", "b/Momentum", "global_step"), names(Optimizer.MOMENTUM, 0));
    assertEquals(
        List.of(
            "W",
            "b",
            "beta1_power",
            "beta2_power",
            "W/Adam",
            "W/Adam_1",
            "b/Adam",
            "b/Adam_1",
            "W/ExponentialMovingAverage",
            "b/ExponentialMovingAverage",
            "global_step"),
        names(Optimizer.ADAM, DECAY));
  }

  private static List<String> names(Optimizer optimizer, double decay) {
    try (DigitNetwork network = new DigitNetwork(SHAPE, Loss.QUADRATIC)) {
      network.addStep(new Hyperparameters(optimizer, Loss.QUADRATIC, BATCH, RATE, decay, 1));
      return network.variables().all();
    }
  }

  private Map<String, float[]> train(Optimizer optimizer, Loss loss) {
    Hyperparameters settings = new Hyperparameters(optimizer, loss, BATCH, RATE, DECAY, 1);
    try (DigitNetwork network = new DigitNetwork(SHAPE, loss)) {
      DigitNetwork.Step step = network.addStep(settings);
      Op init = network.variables().addInitializer();
      try (DigitSession session = new DigitSession(network);
          DigitSession.Steps steps =
              session.steps(step, new BatchOrder(1, 0, EXAMPLES, BATCH), BATCH);
          ExampleTensors examples = new ExampleTensors(SHAPE)) {
        examples.put(new ExampleChunk(0, pixels, labels));
        session.load(examples);
        session.initialize(init);
        steps.run(0, STEPS);
        assertEquals(STEPS, session.globalStep());
        return values(network, session);
      }
    }
  }

  private static Map<String, float[]> values(DigitNetwork network, DigitSession session) {
    Map<String, float[]> values = new TreeMap<>();
    for (String name : network.variables().all()) {
      if (name.equals(LearnedVariables.GLOBAL_STEP)) {
        continue;
      }
      Operand<TFloat32> read = network.variables().value(name, TFloat32.class);
      try (Tensor value = session.session().runner().fetch(read).run().get(0)) {
        float[] floats = new float[Math.toIntExact(value.shape().size())];
        ((TFloat32) value).asRawTensor().data().asFloats().read(floats);
        values.put(name, floats);
      }
    }
    return values;
  }

  private static void assertClose(double[] expected, float[] found) {
    assertEquals(expected.length, found.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], found[i], 2e-5 + 1e-4 * Math.abs(expected[i]), "element " + i);
    }
  }

  /** The network, its gradient by hand, and the optimizers. */
  private final class Reference {
    private final Optimizer optimizer;
    private final Loss loss;
    private final double[] weights = new double[FEATURES * CLASSES];
    private final double[] biases = new double[CLASSES];
    private final double[] averages = new double[FEATURES * CLASSES];
    private final double[] m = new double[FEATURES * CLASSES];
    private final double[] v = new double[FEATURES * CLASSES];
    private final double[] biasM = new double[CLASSES];
    private final double[] biasV = new double[CLASSES];

    Reference(Optimizer optimizer, Loss loss) {
      this.optimizer = optimizer;
      this.loss = loss;
    }

    void step(int[] batch, int number) {
      double[] byWeights = new double[weights.length];
      double[] byBiases = new double[CLASSES];
      for (int example : batch) {
        double[] gradient = byLogits(example);
        for (int c = 0; c < CLASSES; c++) {
          byBiases[c] += gradient[c] / BATCH;
          for (int f = 0; f < FEATURES; f++) {
            byWeights[f * CLASSES + c] += x(example, f) * gradient[c] / BATCH;
          }
        }
      }
      update(weights, byWeights, m, v, number);
      update(biases, byBiases, biasM, biasV, number);
      for (int i = 0; i < weights.length; i++) {
        averages[i] -= (1 - DECAY) * (averages[i] - weights[i]);
      }
    }

    private double x(int example, int feature) {
      return Byte.toUnsignedInt(pixels[example * FEATURES + feature]) / 255.0;
    }

    private double[] byLogits(int example) {
      double[] logits = biases.clone();
      for (int c = 0; c < CLASSES; c++) {
        for (int f = 0; f < FEATURES; f++) {
          logits[c] += x(example, f) * weights[f * CLASSES + c];
        }
      }
      double[] p = softmax(logits);
      double[] twice = softmax(p);
      double[] byP = new double[CLASSES];
      double dot = 0;
      for (int c = 0; c < CLASSES; c++) {
        double y = labels[example] == c ? 1 : 0;
        byP[c] = loss == Loss.QUADRATIC ? 2 * (p[c] - y) / CLASSES : twice[c] - y;
        dot += byP[c] * p[c];
      }
      double[] gradient = new double[CLASSES];
      for (int c = 0; c < CLASSES; c++) {
        gradient[c] = p[c] * (byP[c] - dot);
      }
      return gradient;
    }

    private static double[] softmax(double[] values) {
      double[] powers = Arrays.stream(values).map(Math::exp).toArray();
      double sum = Arrays.stream(powers).sum();
      return Arrays.stream(powers).map(power -> power / sum).toArray();
    }

    private void update(double[] values, double[] gradient, double[] m, double[] v, int number) {
      for (int i = 0; i < values.length; i++) {
        double g = gradient[i];
        switch (optimizer) {
          case SGD -> values[i] -= RATE * g;
          case MOMENTUM -> {
            m[i] = 0.9 * m[i] + g;
            values[i] -= RATE * m[i];
          }
          case ADAM -> {
            m[i] = 0.9 * m[i] + 0.1 * g;
            v[i] = 0.999 * v[i] + 0.001 * g * g;
            double rate =
                RATE * Math.sqrt(1 - Math.pow(0.999, number)) / (1 - Math.pow(0.9, number));
            values[i] -= rate * m[i] / (Math.sqrt(v[i]) + 1e-8);
          }
        }
      }
    }
  }
}
