package org.imagebeam.retrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.learn.EvaluationRow;
import org.imagebeam.local.OutputException;
import org.imagebeam.pipeline.SettingsException;
import org.junit.jupiter.api.Test;

/** Runs whose output folder holds an earlier training. */
class RetrainPipelineAgainTest extends RetrainPipelineFixture {
  @Test
  void shouldMakeTheSameModelAgainFromTheCache() throws IOException {
    RetrainSummary first = run("out");
    byte[] graph = Files.readAllBytes(temp.resolve("out/classify_image_graph_def.pb"));
    String metrics = Files.readString(temp.resolve("out/metrics.csv"));
    RetrainSummary second = run("out");
    assertEquals(3 * IMAGES, first.computed());
    assertEquals(0, second.computed());
    assertEquals(3 * IMAGES, second.cached());
    assertArrayEquals(graph, Files.readAllBytes(temp.resolve("out/classify_image_graph_def.pb")));
    assertEquals(metrics, Files.readString(temp.resolve("out/metrics.csv")));
    assertEquals(first.test().accuracy(), second.test().accuracy());
    RetrainSummary other = run("other", "--bottleneckDir=" + temp + "/out/bottlenecks");
    assertEquals(0, other.computed());
    assertEquals(first.modelId(), other.modelId());
    assertFalse(Files.exists(temp.resolve("other/bottlenecks")));
  }

  @Test
  void shouldStartAnewWhereAFinishedTrainingHadOtherImages() throws IOException {
    RetrainSummary first = run("out");
    RetrainFixture.images(temp.resolve("pictures"), IMAGES + 2);
    RetrainSummary second = run("out");
    assertEquals(6, second.computed());
    assertNotEquals(first.modelId(), second.modelId());
    assertEquals(6, EvaluationRow.TABLE.read(temp + "/out/metrics.csv").size());
    run("out", "--steps=80");
    assertEquals(8, EvaluationRow.TABLE.read(temp + "/out/metrics.csv").size());
  }

  @Test
  void shouldNotTouchAnUnfinishedTrainingOfOtherSettings() throws IOException {
    run("out");
    Files.delete(temp.resolve("out/retrain.json"));
    SettingsException e =
        assertThrows(SettingsException.class, () -> run("out", "--learningRate=0.5"));
    assertEquals(
        "the unfinished training in "
            + temp
            + "/out/checkpoints has --learningRate=0.01, and not 0.5: give the same to go on, name"
            + " another --output, or delete that folder to start anew",
        e.getMessage());
    assertTrue(Checkpoints.exists(temp + "/out/checkpoints/head.ckpt-60"));
    run("out");
    assertTrue(Files.exists(temp.resolve("out/retrain.json")));
  }

  @Test
  void shouldNotDeleteWhatItHasNotMade() throws IOException {
    Path other = Files.createDirectories(temp.resolve("out/checkpoints"));
    Files.writeString(other.resolve("model.ckpt-1.index"), "of another training");
    OutputException e = assertThrows(OutputException.class, () -> run("out"));
    assertTrue(e.getMessage().contains("files that are of no retraining"), e.getMessage());
    assertEquals("of another training", Files.readString(other.resolve("model.ckpt-1.index")));
  }

  @Test
  void shouldStartAnewWhereItWasKilledWhileItMadeRoom() throws IOException {
    RetrainSummary first = run("out");
    Path settings = temp.resolve("out/checkpoints/settings.json");
    Files.writeString(settings, "{\"clearing\": \"true\"}");
    Files.delete(temp.resolve("out/retrain.json"));
    Files.delete(temp.resolve("out/checkpoints/head.ckpt-60.index"));
    RetrainSummary second = run("out", "--steps=70");
    assertEquals(7, EvaluationRow.TABLE.read(temp + "/out/metrics.csv").size());
    assertEquals(first.images(), second.images());
    assertTrue(Files.readString(settings).contains("\"steps\" : \"70\""));
  }
}
