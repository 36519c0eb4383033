package org.imagebeam.head;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.imagebeam.bottleneck.BottleneckExamples;
import org.imagebeam.bottleneck.BottleneckIndex;
import org.imagebeam.bottleneck.CacheFixture;
import org.imagebeam.bottleneck.VectorStore;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.learn.BatchSampler;
import org.imagebeam.learn.EvaluationLog;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.learn.EvaluationRowFixture;
import org.imagebeam.progress.ProgressId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.FloatList;

class HeadTrainerTest {
  private static final int FEATURES = 4;
  private static final int CLASSES = 2;

  @TempDir Path temp;
  private final List<Long> steps = new ArrayList<>();

  @Test
  void shouldStepAsGradientDescentDoes() throws IOException {
    BottleneckTensors training = examples(10, 0, 1);
    HeadSettings settings = new HeadSettings(1, 0.5f, 6, 0, 1, 1, 3);
    HeadWeights learnt = HeadTrainer.read(train("one", settings, training, training));
    HeadWeights first = HeadWeights.initial(FEATURES, CLASSES, 3);
    double[] weights = new double[FEATURES * CLASSES];
    double[] biases = new double[CLASSES];
    for (int example : new BatchSampler(3, training.labels(), 6).batch(0)) {
      float[] x = values(example, 0);
      double[] p = softmax(x, first);
      for (int c = 0; c < CLASSES; c++) {
        double error = p[c] - (training.labels().get(example) == c ? 1 : 0);
        biases[c] -= 0.5 * error / 6;
        for (int f = 0; f < FEATURES; f++) {
          weights[f * CLASSES + c] -= 0.5 * error * x[f] / 6;
        }
      }
    }
    for (int i = 0; i < weights.length; i++) {
      assertEquals(first.weights()[i] + weights[i], learnt.weights()[i], 1e-6);
    }
    for (int c = 0; c < CLASSES; c++) {
      assertEquals(biases[c], learnt.biases()[c], 1e-6);
    }
  }

  private static double[] softmax(float[] x, HeadWeights layer) {
    double[] p = layer.biases().length == 0 ? new double[0] : new double[CLASSES];
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      double logit = layer.biases()[c];
      for (int f = 0; f < FEATURES; f++) {
        logit += x[f] * layer.weights()[f * CLASSES + c];
      }
      p[c] = Math.exp(logit);
      sum += p[c];
    }
    for (int c = 0; c < CLASSES; c++) {
      p[c] /= sum;
    }
    return p;
  }

  @Test
  void shouldEvaluateAndSaveWhenItIsToldTo() throws IOException {
    HeadSettings settings = new HeadSettings(25, 0.05f, 6, 0, 10, 20, 3);
    String last = train("it", settings, examples(10, 0, 1), examples(4, 20, 1));
    assertEquals(temp.resolve("it/checkpoints/head-best/best.ckpt-25").toString(), last);
    assertTrue(Checkpoints.exists(temp.resolve("it/checkpoints/head.ckpt-25").toString()));
    assertTrue(Checkpoints.exists(temp.resolve("it/checkpoints/head.ckpt-20").toString()));
    List<EvaluationRow> rows = log("it").rows();
    assertEquals(List.of(10L, 20L, 25L), rows.stream().map(EvaluationRow::step).toList());
    assertTrue(
        rows.get(2).validationCrossEntropy() < rows.get(0).validationCrossEntropy(),
        rows.toString());
    assertEquals(25, steps.stream().mapToLong(Long::longValue).sum());
    HeadWeights learnt = HeadTrainer.read(last);
    double expected = 0;
    int right = 0;
    for (int i = 0; i < 4; i++) {
      double[] p = softmax(values(20 + i, 0), learnt);
      expected -= Math.log(p[i % 2]) / 4;
      right += p[i % 2] > 0.5 ? 1 : 0;
    }
    assertEquals(expected, rows.get(2).validationCrossEntropy(), 1e-5);
    assertEquals(right / 4f, rows.get(2).validationAccuracy());
  }

  @Test
  void shouldGoOnToTheSameWeights() throws IOException {
    BottleneckTensors training = examples(30, 0, 1);
    String whole = train("whole", new HeadSettings(50, 0.1f, 6, 0, 10, 10, 3), training, training);
    train("halves", new HeadSettings(20, 0.1f, 6, 0, 10, 10, 3), training, training);
    String second =
        train("halves", new HeadSettings(50, 0.1f, 6, 0, 10, 10, 3), training, training);
    assertArrayEquals(HeadTrainer.read(whole).weights(), HeadTrainer.read(second).weights());
    assertEquals(texts("whole"), texts("halves"));
  }

  private List<String> texts(String output) throws IOException {
    return EvaluationRowFixture.texts(log(output).rows());
  }

  @Test
  void shouldDropRowsBehindTheCheckpoint() throws IOException {
    BottleneckTensors training = examples(30, 0, 1);
    HeadSettings settings = new HeadSettings(20, 0.1f, 6, 0, 10, 10, 3);
    train("it", settings, training, training);
    EvaluationLog output = log("it");
    List<EvaluationRow> rows = new ArrayList<>(output.rows());
    EvaluationRow last = rows.get(1);
    rows.add(
        new EvaluationRow(
            EvaluationRow.Phase.HEAD,
            30,
            0,
            0,
            0,
            0,
            0,
            last.seconds() + 1,
            last.time().plusSeconds(1)));
    output.write(rows);
    train("it", new HeadSettings(40, 0.1f, 6, 0, 10, 10, 3), training, training);
    assertEquals(
        List.of(10L, 20L, 30L, 40L), output.rows().stream().map(EvaluationRow::step).toList());
    assertTrue(output.rows().get(2).trainAccuracy() > 0);
  }

  @Test
  void shouldTrainOnDistortedCopiesAlone() throws IOException {
    BottleneckExamples copies = raw(10, 0, 3);
    BottleneckTensors training = BottleneckTensors.distorted(copies);
    assertEquals(20, training.size());
    assertEquals(List.of(0, 0, 1, 1), training.labels().subList(0, 4));
    try (var tensor = training.bottlenecks(0, 3)) {
      assertEquals(values(0, 1)[2], tensor.getFloat(0, 2));
      assertEquals(values(1, 2)[2], tensor.getFloat(1, 2));
    }
    assertEquals(10, BottleneckTensors.plain(copies).size());
    assertEquals(10, BottleneckTensors.distorted(raw(10, 0, 1)).size());
  }

  @Test
  void shouldKeepTheBestLayer() throws IOException {
    // What is learnt of these is wrong for those: it gets worse from the first step on.
    BottleneckTensors training = examples(10, 0, 1);
    BottleneckTensors validation = examples(10, 1, 1);
    HeadSettings settings = new HeadSettings(40, 0.5f, 6, 0, 10, 10, 3);
    String best = train("it", settings, training, validation);
    List<EvaluationRow> rows = log("it").rows();
    assertTrue(
        rows.get(3).validationCrossEntropy() > rows.get(0).validationCrossEntropy(),
        rows.toString());
    assertEquals(temp.resolve("it/checkpoints/head-best/best.ckpt-10").toString(), best);
    HeadSettings ten = new HeadSettings(10, 0.5f, 6, 0, 10, 10, 3);
    assertArrayEquals(
        HeadTrainer.read(train("ten", ten, training, training)).weights(),
        HeadTrainer.read(best).weights());
    assertEquals(best, train("it", settings, training, validation));
  }

  @Test
  void shouldDoWithoutValidation() throws IOException {
    HeadSettings settings = new HeadSettings(10, 0.5f, 6, 0, 10, 20, 3);
    String last = train("it", settings, examples(10, 0, 1), examples(0, 0, 1));
    assertTrue(last.endsWith("/head-best/best.ckpt-10"), last);
    List<EvaluationRow> rows = log("it").rows();
    assertTrue(Float.isNaN(rows.get(0).validationAccuracy()));
    assertTrue(Float.isFinite(rows.get(0).trainCrossEntropy()));
  }

  private String train(
      String output,
      HeadSettings settings,
      BottleneckTensors training,
      BottleneckTensors validation)
      throws IOException {
    PipelineOptionsFactory.create();
    try (HeadTrainer trainer =
        new HeadTrainer(
            settings,
            temp.resolve(output).resolve("checkpoints").toString(),
            log(output),
            training,
            validation,
            CLASSES,
            steps::add)) {
      return trainer.run(ProgressId.NONE);
    }
  }

  private EvaluationLog log(String output) {
    String path = temp.resolve(output).resolve("metrics.csv").toString();
    return new EvaluationLog() {
      @Override
      public List<EvaluationRow> rows() throws IOException {
        return EvaluationRow.TABLE.read(path);
      }

      @Override
      public void write(List<EvaluationRow> rows) throws IOException {
        EvaluationRow.TABLE.write(path, rows);
      }
    };
  }

  private static BottleneckTensors examples(int count, int from, int variants) {
    return BottleneckTensors.plain(raw(count, from, variants));
  }

  private static BottleneckExamples raw(int count, int from, int variants) {
    BottleneckIndex slots =
        new BottleneckIndex(CacheFixture.images(count), CacheFixture.settings("m", variants - 1));
    VectorStore vectors = new VectorStore(Math.max(1, slots.count()), FEATURES);
    for (int i = 0; i < count; i++) {
      for (int variant = 0; variant < variants; variant++) {
        FloatList.Builder vector = FloatList.newBuilder();
        for (float value : values(from + i, variant)) {
          vector.addValue(value);
        }
        vectors.set(slots.first(i) + variant, vector.build());
      }
    }
    return new BottleneckExamples(slots, vectors, IntStream.range(0, count).boxed().toList());
  }

  /** Of which the first tells the class, for the most part. */
  private static float[] values(int example, int variant) {
    SplittableRandom random = new SplittableRandom(example * 31L + variant);
    float[] values = new float[FEATURES];
    for (int f = 0; f < FEATURES; f++) {
      values[f] = (float) random.nextDouble();
    }
    values[0] += example % 2;
    return values;
  }
}
