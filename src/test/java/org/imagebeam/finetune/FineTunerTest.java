package org.imagebeam.finetune;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.graph.Constants;
import org.imagebeam.graph.GraphIndex;
import org.imagebeam.head.HeadTrainer;
import org.imagebeam.head.HeadWeights;
import org.imagebeam.learn.BestStep;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.learn.EvaluationRowFixture;
import org.imagebeam.local.Remedy;
import org.imagebeam.model.ModelException;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.progress.ProgressId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTunerTest {
  private static final float RATE = 0.01f;

  @TempDir Path temp;
  private final List<EvaluationRow> rows = new ArrayList<>();

  private TunedWeights run(String output, FineTuneSettings settings) throws IOException {
    rows.clear();
    return FineTuneFixture.run(temp, output, settings, List.of(), rows::add);
  }

  private String last(String output) throws IOException {
    return Checkpoints.latestCheckpoint(temp.resolve(output + "/checkpoints/fine-tune").toString())
        .orElseThrow();
  }

  @Test
  void shouldLearn() throws IOException {
    TunedWeights tuned = run("out", FineTuneFixture.settings("all", 40, RATE, 100));
    assertEquals(11, rows.size());
    assertEquals(List.of(0L, 4L, 8L), rows.stream().limit(3).map(EvaluationRow::step).toList());
    EvaluationRow first = rows.get(0);
    EvaluationRow end = rows.get(10);
    assertEquals(Math.log(3), first.validationCrossEntropy(), 0.05);
    assertEquals(Math.log(3), first.trainCrossEntropy(), 0.05);
    assertEquals(0, first.seconds());
    assertTrue(end.validationCrossEntropy() < 0.3, EvaluationRowFixture.text(end));
    assertTrue(end.trainCrossEntropy() < 0.5, EvaluationRowFixture.text(end));
    assertEquals(1, end.validationAccuracy());
    assertTrue(end.seconds() > 0);
    assertEquals(BestStep.withinOneStandardError(rows).step(), tuned.step());
    assertEquals(FineTuneFixture.FEATURES, tuned.head().features());
  }

  @Test
  void shouldKeepWhatTheNextStepNeedsAndTheBest() throws IOException {
    run("out", FineTuneFixture.settings("all", 10, RATE, 100));
    assertEquals(List.of(0L, 4L, 8L, 10L), rows.stream().map(EvaluationRow::step).toList());
    Set<String> learnt =
        Set.of("conv/weights", "conv/biases", HeadWeights.WEIGHTS, HeadWeights.BIASES);
    Map<String, ByteString> all = FineTuneFixture.tensors(last("out"));
    assertTrue(all.keySet().containsAll(learnt));
    assertTrue(all.keySet().containsAll(Set.of("global_step", "beta1_power", "beta2_power")));
    assertTrue(all.containsKey("conv/weights/Adam_1"));
    assertEquals(3 * 4 + 3, all.size());
    assertEquals(10, all.get("global_step").byteAt(0));
    assertTrue(last("out").endsWith("/checkpoints/fine-tune/fine-tune.ckpt-10"));
    assertEquals(OptionalLong.of(10), FineTuner.savedStep(temp.resolve("out").toString()));
    assertEquals(OptionalLong.empty(), FineTuner.savedStep(temp.resolve("none").toString()));
    String best = temp.resolve("out/checkpoints/fine-tune-best/best.ckpt-10").toString();
    assertEquals(learnt, FineTuneFixture.tensors(best).keySet());
    try (Stream<Path> files = Files.list(temp.resolve("out/checkpoints/fine-tune"))) {
      assertEquals(5, files.count(), "two checkpoints of two files each, and their list");
    }
    try (Stream<Path> files = Files.list(temp.resolve("out/checkpoints/fine-tune-best"))) {
      assertEquals(3, files.count());
    }
  }

  @Test
  void shouldChangeOnlyWhatIsAskedFor() throws IOException {
    ModelFolder model = FineTuneFixture.model(temp.resolve("model"));
    TunableNetwork network =
        TunableNetwork.of(
            model, model.readGraph(), FineTuneFixture.settings("all", 1, 1, 1).fromLayer());
    GraphIndex constants = new GraphIndex(network.network().graph());
    TunedWeights behind = run("behind", FineTuneFixture.settings("conv/BiasAdd", 4, RATE, 9));
    assertEquals(Set.of("conv/biases"), behind.constants().keySet());
    TunedWeights all = run("all", FineTuneFixture.settings("conv/Conv2D", 4, RATE, 9));
    assertEquals(Set.of("conv/weights", "conv/biases"), all.constants().keySet());
    for (String name : all.constants().keySet()) {
      float[] before = Constants.floats(constants.get(name));
      float[] after =
          Constants.floats(
              new GraphIndex(Constants.replace(network.network().graph(), all.constants()))
                  .get(name));
      assertFalse(Arrays.equals(before, after), name);
      for (int i = 0; i < before.length; i++) {
        // Adam moves each by the rate at most, about.
        assertEquals(before[i], after[i], 4 * 1.1 * RATE, name);
      }
    }
  }

  /** The new layer's biases after each of two steps; they start from 0. */
  private float[][] biases(String output, double warmupRatio, RateSchedule.Decay decay)
      throws IOException {
    RateSchedule rate = new RateSchedule(2, RATE, warmupRatio, decay);
    run(output, new FineTuneSettings("all", rate, 6, 1, 9, FineTuneFixture.DISTORTED, 11));
    String prefix = temp.resolve(output) + "/checkpoints/fine-tune/fine-tune.ckpt-";
    return new float[][] {
      HeadTrainer.read(prefix + 1).biases(), HeadTrainer.read(prefix + 2).biases()
    };
  }

  @Test
  void shouldLearnAtTheRateOfEachStep() throws IOException {
    float[][] constant = biases("constant", 0, RateSchedule.Decay.NONE);
    float[][] decayed = biases("decayed", 0, RateSchedule.Decay.COSINE);
    float[][] risen = biases("risen", 1, RateSchedule.Decay.NONE);
    for (int i = 0; i < FineTuneFixture.CLASSES; i++) {
      // Less by Adam's epsilon.
      assertEquals(RATE, Math.abs(constant[0][i]), RATE / 30);
      assertEquals(constant[0][i], decayed[0][i]);
      assertEquals(
          (constant[1][i] - constant[0][i]) / 2, decayed[1][i] - decayed[0][i], RATE / 1000);
      assertEquals(constant[0][i] / 2, risen[0][i], RATE / 1000);
    }
  }

  @Test
  void shouldStopWhereItOnlyGetsWorseAndKeepTheBest() throws IOException {
    FineTuneData data = FineTuneFixture.data(temp.resolve("pictures"));
    // What is learnt of the ones is wrong of the others.
    FineTuneData.LabelledFiles wrong =
        new FineTuneData.LabelledFiles(
            data.validation().files(),
            data.validation().labels().stream()
                .map(label -> (label + 1) % FineTuneFixture.CLASSES)
                .toList());
    TunedWeights kept;
    try (FineTuner tuner =
        FineTuneFixture.open(
            FineTuneFixture.model(temp.resolve("model")),
            FineTuneFixture.settings("all", 1000, RATE, 3))) {
      kept =
          tuner.run(
              new FineTuneData(data.training(), wrong),
              temp.resolve("out").toString(),
              List.of(),
              rows::add,
              ProgressId.NONE);
    }
    assertEquals(List.of(0L, 4L, 8L, 12L), rows.stream().map(EvaluationRow::step).toList());
    assertTrue(rows.get(3).validationCrossEntropy() > rows.get(0).validationCrossEntropy());
    assertEquals(0, kept.step());
    assertArrayEquals(FineTuneFixture.head().weights(), kept.head().weights(), 0);
    Map<String, ByteString> first =
        FineTuneFixture.tensors(
            temp.resolve("out/checkpoints/fine-tune-best/best.ckpt-0").toString());
    assertNotEquals(
        FineTuneFixture.tensors(last("out")).get(HeadWeights.WEIGHTS),
        first.get(HeadWeights.WEIGHTS));
  }

  @Test
  void shouldGoOnWhereARunBeforeHasStopped() throws IOException {
    TunedWeights unbroken = run("unbroken", FineTuneFixture.settings("all", 20, RATE, 100));
    List<EvaluationRow> expected = List.copyOf(rows);
    run("broken", FineTuneFixture.settings("all", 8, RATE, 100));
    List<EvaluationRow> before = new ArrayList<>(rows);
    // As if the process had been killed between the row of step 12 and its checkpoint.
    before.add(expected.get(3));
    rows.clear();
    TunedWeights broken =
        FineTuneFixture.run(
            temp, "broken", FineTuneFixture.settings("all", 20, RATE, 100), before, rows::add);
    FineTuneFixture.assertSameRows(expected.subList(3, 6), rows);
    assertEquals(unbroken.step(), broken.step());
    assertEquals(unbroken.constants(), broken.constants());
    assertEquals(
        FineTuneFixture.tensors(last("unbroken")), FineTuneFixture.tensors(last("broken")));
    assertTrue(rows.get(0).seconds() > before.get(2).seconds());
  }

  @Test
  void shouldGiveTheResultOnceMoreWhenItIsOver() throws IOException {
    FineTuneSettings settings = FineTuneFixture.settings("all", 8, RATE, 100);
    TunedWeights first = run("out", settings);
    List<EvaluationRow> before = List.copyOf(rows);
    // As if the process had been killed between the two checkpoints of the last step.
    Checkpoints.delete(temp.resolve("out/checkpoints/fine-tune-best/best.ckpt-8").toString());
    rows.clear();
    TunedWeights again = FineTuneFixture.run(temp, "out", settings, before, rows::add);
    assertEquals(List.of(), rows);
    assertEquals(first.step(), again.step());
    assertEquals(first.constants(), again.constants());
  }

  @Test
  void shouldNotGoOnWithoutTheRows() throws IOException {
    FineTuneSettings settings = FineTuneFixture.settings("all", 4, RATE, 100);
    run("out", settings);
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> FineTuneFixture.run(temp, "out", settings, rows.subList(0, 1), row -> {}));
    assertTrue(
        e.getMessage().contains("holds a fine-tuning of 4 steps, and no evaluation of that step"),
        e.getMessage());
  }

  @Test
  void shouldNameAnImageThatIsGone() throws IOException {
    FineTuneData data = FineTuneFixture.data(temp.resolve("pictures"));
    Files.delete(temp.resolve("pictures/validation/1-2.png"));
    try (FineTuner tuner =
        FineTuneFixture.open(
            FineTuneFixture.model(temp.resolve("model")),
            FineTuneFixture.settings("all", 4, RATE, 9))) {
      InputException e =
          assertThrows(
              InputException.class,
              () ->
                  tuner.run(
                      data, temp.resolve("out").toString(), List.of(), rows::add, ProgressId.NONE));
      assertTrue(e.getMessage().contains("1-2.png could be read before"), e.getMessage());
    }
    assertEquals(List.of(), rows);
  }

  @Test
  void shouldNameAnUnknownLayer() throws IOException {
    ModelFolder model = FineTuneFixture.model(temp.resolve("model"));
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> FineTuneFixture.open(model, FineTuneFixture.settings("mixed_10", 4, RATE, 9)));
    assertEquals(
        model.path(ModelFolder.GRAPH)
            + " can't be fine-tuned: the network has no layer 'mixed_10': the last of its 1 layers"
            + " with weights are conv/Conv2D",
        e.getMessage());
    assertEquals(Optional.of(Remedy.of(Remedy.Kind.LIST_LAYERS)), e.remedy());
  }
}
