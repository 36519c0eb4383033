package org.imagebeam.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagebeam.checkpoint.SaveOptions;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.download.Progress;
import org.imagebeam.learn.LearnedVariables;
import org.imagebeam.model.ModelFolder;
import org.imagebeam.testing.Digits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

class DigitEvaluationTest {
  @TempDir Path temp;
  private Path data;
  private Path folder;

  @BeforeEach
  void write() throws IOException {
    data = Digits.write(temp.resolve("data"), 1700, 300, 4, 1);
    folder = temp.resolve("checkpoints");
  }

  private List<EpochRow> train(String... more) throws IOException {
    String[] args = {
      "--data=" + data, "--checkpointDir=" + folder, "--validationSize=700", "--epochs=2"
    };
    String[] all = new String[args.length + more.length];
    System.arraycopy(args, 0, all, 0, args.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return TrainFixture.run(all);
  }

  @Test
  void shouldMeasureBeforeAndAfter() throws IOException {
    List<EpochRow> rows = train();
    DigitEvaluation newest = evaluate(folder.toString(), false);
    assertEquals(rows.get(1).testAccuracy(), newest.after());
    assertEquals(folder + "/model.ckpt-20", newest.prefix());
    assertTrue(newest.before() > 0.02 && newest.before() < 0.2, newest.toString());
    DigitEvaluation first = evaluate(folder + "/model.ckpt-10", false);
    assertEquals(rows.get(0).testAccuracy(), first.after());
  }

  @Test
  void shouldTakeTheAverages() throws IOException {
    train("--emaDecay=0.9999");
    // Hardly moved from zero, these weights give other answers.
    DigitCheckpoint averages = DigitCheckpoint.find(folder.toString(), true);
    assertEquals("W/ExponentialMovingAverage", averages.weights());
    assertNotEquals(
        averages.read().get("W"), DigitCheckpoint.find(folder.toString(), false).read().get("W"));
    assertTrue(evaluate(folder.toString(), true).after() > 0.3);
  }

  @Test
  void shouldTakeTheNamesThatPythonGives() throws IOException {
    String prefix = folder + "/my_net.ckpt";
    save(prefix, 16, "Variable", "Variable_1");
    DigitEvaluation evaluation = evaluate(prefix, false);
    assertEquals(evaluation.before(), evaluation.after());
  }

  @Test
  void shouldSayWhatIsWrongWithACheckpoint() throws IOException {
    assertFails(CheckpointException.Kind.NOT_FOUND, "none", () -> evaluate(temp + "/none", false));
    Files.createDirectories(folder);
    assertFails(
        CheckpointException.Kind.NOT_FOUND,
        "there is no newest checkpoint in " + folder + ": it has no file 'checkpoint'",
        () -> evaluate(folder.toString(), false));
    String larger = folder + "/larger.ckpt";
    save(larger, 25, "W", "b");
    assertFails(
        CheckpointException.Kind.MISMATCH,
        larger + " is of a network for 25 pixels, and the images of --data=" + data + " have 4x4",
        () -> evaluate(larger, false));
    String other = folder + "/other.ckpt";
    save(other, 16, "v1", "v2");
    assertFails(
        CheckpointException.Kind.MISMATCH,
        other + " has no W and b: it is a checkpoint of another network",
        () -> evaluate(other, false));
    assertFails(
        CheckpointException.Kind.MISMATCH,
        "it was made without --emaDecay; leave out --averages",
        () -> evaluate(larger, true));
    String turned = folder + "/turned.ckpt";
    save(turned, 16, "b", "W");
    assertFails(
        CheckpointException.Kind.MISMATCH,
        "holds W of [10] and b of [16, 10], and they must be of [pixels, 10] and [10]",
        () -> evaluate(turned, false));
  }

  @Test
  void shouldExportTheSameBytesAgain() throws IOException {
    train();
    Path model = temp.resolve("new/model");
    ModelExport export = ModelExport.write(folder.toString(), false, model.toString());
    byte[] graph = Files.readAllBytes(model.resolve(ModelFolder.GRAPH));
    assertEquals(export, ModelExport.write(folder.toString(), false, model.toString()));
    assertArrayEquals(graph, Files.readAllBytes(model.resolve(ModelFolder.GRAPH)));
    assertEquals(export.id(), ModelFolder.open(model.toString()).readGraph().id());
    assertEquals("0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n", Files.readString(model.resolve("labels.txt")));
  }

  @Test
  void shouldExportSquareImagesOnly() throws IOException {
    String prefix = folder + "/model.ckpt";
    save(prefix, 12, "W", "b");
    assertFails(
        CheckpointException.Kind.MISMATCH,
        "12 pixels, which make no square",
        () -> ModelExport.write(prefix, false, temp + "/model"));
  }

  private DigitEvaluation evaluate(String checkpoint, boolean averages) throws IOException {
    return DigitEvaluation.of(checkpoint, averages, data.toString(), "", Progress.log());
  }

  /** Zeros of {@code [features, 10]} and {@code [10]}, saved under these names. */
  private static void save(String prefix, int features, String weights, String biases)
      throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      LearnedVariables variables = new LearnedVariables(graph);
      variables.addLearned(weights, tf.constant(new float[features][10]));
      variables.addLearned(biases, tf.constant(new float[10]));
      Op init = variables.addInitializer();
      Saver saver = Saver.builder(graph).build();
      try (Session session = new Session(graph)) {
        session.runner().addTarget(init).run().close();
        saver.save(session, prefix, SaveOptions.defaults());
      }
    }
  }

  private static void assertFails(
      CheckpointException.Kind kind, String message, Executable action) {
    CheckpointException e = assertThrows(CheckpointException.class, action);
    assertEquals(kind, e.kind(), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
