package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.local.OutputException;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.FileVersion;
import org.imagebeam.storage.Storage;
import org.imagebeam.testing.GcsEmulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Checkpoints in Google Cloud Storage. */
class SaverInCloudStorageTest {
  private static GcsEmulator gcs;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    gcs = GcsEmulator.start();
  }

  @AfterAll
  static void stop() {
    if (gcs != null) {
      gcs.close();
    }
  }

  private static String text(String bucket, String object) {
    return new String(gcs.get(bucket, object), StandardCharsets.UTF_8);
  }

  @Test
  void shouldSaveRestoreAndPrune() throws IOException {
    gcs.createBucket("saved");
    try (TestGraph graph = new TestGraph(Form.RESOURCE).vector("v", 0)) {
      Saver saver = Saver.builder(graph.graph()).maxToKeep(2).build();
      graph.initialize();
      for (int step : new int[] {1, 2, 3, 2}) {
        graph.assign("v", 10 + step);
        assertEquals(
            "gs://saved/net/model-" + step,
            saver.save(graph.session(), "gs://saved/net/model", SaveOptions.at(step)));
      }
      assertEquals(
          List.of(
              "net/checkpoint",
              "net/model-2.data-00000-of-00001",
              "net/model-2.index",
              "net/model-2.meta",
              "net/model-3.data-00000-of-00001",
              "net/model-3.index",
              "net/model-3.meta"),
          gcs.names("saved"));
      assertEquals(
          """
          model_checkpoint_path: "model-2"
          all_model_checkpoint_paths: "model-3"
          all_model_checkpoint_paths: "model-2"
          """,
          text("saved", "net/checkpoint"));
      graph.assign("v", 0);
      saver.restore(graph.session(), Checkpoints.latestCheckpoint("gs://saved/net").orElseThrow());
      assertArrayEquals(new float[] {12}, graph.variable("v"));
      saver.restore(graph.session(), "gs://saved/net/model-3");
      assertArrayEquals(new float[] {13}, graph.variable("v"));
      Failures.assertKind(
          Kind.NOT_FOUND,
          () -> saver.restore(graph.session(), "gs://saved/net/model-1"),
          "gs://saved/net/model-1");
    }
    try (TestGraph graph = new TestGraph(Form.RESOURCE)) {
      MetaGraph.importMetaGraph(graph.graph(), "gs://saved/net/model-2.meta")
          .orElseThrow()
          .restore(graph.session(), "gs://saved/net/model-2");
      assertArrayEquals(new float[] {12}, graph.variable("v"));
    }
  }

  @Test
  void shouldEndAnOverwritingThatWasBroken() throws IOException {
    gcs.createBucket("broken");
    try (TestGraph graph = new TestGraph(Form.REFERENCE).vector("v", 1)) {
      Saver saver = Saver.builder(graph.graph()).build();
      saver.save(graph.initialize().session(), "gs://broken/model", SaveOptions.at(1));
      graph.assign("v", 2);
      String staged = "gs://broken/.checkpoint-0123456789abcdef.saving/model";
      saver.save(graph.session(), staged, SaveOptions.at(1).withLatestFilename("unused"));
      // As if it had been killed when one of three files had been replaced.
      gcs.put(
          "broken",
          "model-1.data-00000-of-00001",
          gcs.get("broken", ".checkpoint-0123456789abcdef.saving/model-1.data-00000-of-00001"));
      gcs.put(
          "broken",
          "checkpoint",
          CheckpointState.of(
                  ".checkpoint-0123456789abcdef.saving/model-1",
                  List.of(".checkpoint-0123456789abcdef.saving/model-1"))
              .toString()
              .getBytes(StandardCharsets.UTF_8));
      String latest = Checkpoints.latestCheckpoint("gs://broken").orElseThrow();
      assertEquals("model-1", CheckpointPaths.name(latest));
      graph.assign("v", 3);
      saver.restore(graph.session(), latest);
      assertArrayEquals(new float[] {2}, graph.variable("v"));
      graph.assign("v", 4);
      saver.save(graph.session(), "gs://broken/model", SaveOptions.at(2));
      saver.restore(graph.session(), "gs://broken/model-1");
      assertArrayEquals(new float[] {2}, graph.variable("v"));
      assertTrue(gcs.names("broken").stream().noneMatch(name -> name.startsWith(".")));
    }
  }

  @Test
  void shouldNotReplaceWhatAnotherHasWritten() throws IOException {
    gcs.createBucket("shared");
    String target = "gs://shared/checkpoint";
    AtomicFile.replace(target, new byte[] {1}, Optional.empty());
    Optional<FileVersion> version = Storage.version(target);
    AtomicFile.write(target, new byte[] {2});
    Failures.assertFails(
        OutputException.class,
        () -> AtomicFile.replace(target, new byte[] {3}, version),
        target,
        "another process has changed it");
    Failures.assertFails(
        OutputException.class, () -> AtomicFile.replace(target, new byte[] {3}, Optional.empty()));
    assertArrayEquals(new byte[] {2}, gcs.get("shared", "checkpoint"));
    // The same content again is what a repeated request writes.
    AtomicFile.replace(target, new byte[] {2}, version);
    AtomicFile.replace(target, new byte[] {4}, Storage.version(target));
    assertArrayEquals(new byte[] {4}, gcs.get("shared", "checkpoint"));
  }
}
