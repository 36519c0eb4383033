package org.imagebeam.checkpoint.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.imagebeam.checkpoint.SaveOptions;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.checkpoint.TestGraph;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The moments at which a process can be killed, one by one. */
class InterruptedSavesTest {
  private static final String HIDDEN = ".checkpoint-0123456789abcdef.saving";

  @TempDir Path folder;

  private Path hidden;

  /** The checkpoint model-1 with 1, and one with 2 that is to replace it. */
  @BeforeEach
  void save() throws IOException {
    hidden = folder.resolve(HIDDEN);
    try (TestGraph graph = graph()) {
      Saver saver = Saver.builder(graph.graph()).build();
      graph.initialize();
      saver.save(graph.session(), folder + "/model", SaveOptions.at(1));
      graph.assign("v", 2);
      saver.save(
          graph.session(), hidden + "/model", SaveOptions.at(1).withLatestFilename("unused"));
      Files.delete(hidden.resolve("unused"));
    }
  }

  private static TestGraph graph() {
    return new TestGraph(Form.REFERENCE).vector("v", 1);
  }

  private void nameHidden() throws IOException {
    String staged = hidden + "/model-1";
    CheckpointState.of(staged, List.of(staged)).write(folder.toString());
  }

  private void replace(String suffix) throws IOException {
    Files.copy(
        hidden.resolve("model-1" + suffix),
        folder.resolve("model-1" + suffix),
        StandardCopyOption.REPLACE_EXISTING);
  }

  private float restored(String prefix) throws IOException {
    try (TestGraph graph = graph()) {
      Saver.builder(graph.graph()).build().restore(graph.session(), prefix);
      return graph.variable("v")[0];
    }
  }

  private float latest() throws IOException {
    String latest = Checkpoints.latestCheckpoint(folder.toString()).orElseThrow();
    assertEquals("model-1", CheckpointPaths.name(latest));
    return restored(latest);
  }

  /** Another process saves step 2 and thereby puts the folder in order. */
  private void goOn() throws IOException {
    try (TestGraph graph = graph()) {
      Saver saver = Saver.builder(graph.graph()).build();
      saver.recoverLastCheckpoints(CheckpointState.read(folder.toString()).allPaths());
      assertEquals(List.of(folder + "/model-1"), saver.lastCheckpoints());
      saver.save(graph.initialize().session(), folder + "/model", SaveOptions.at(2));
      assertEquals(
          List.of(folder + "/model-1", folder + "/model-2"),
          CheckpointState.read(folder.toString()).allPaths());
    }
    assertFalse(Files.exists(hidden));
  }

  @Test
  void shouldRemoveWhatNoStateNames() throws IOException {
    assertEquals(1, latest());
    goOn();
    assertEquals(1, restored(folder + "/model-1"));
  }

  @Test
  void shouldEndWhatTheStateNames() throws IOException {
    nameHidden();
    assertEquals(2, latest());
    goOn();
    assertEquals(2, restored(folder + "/model-1"));
  }

  @Test
  void shouldEndAHalfReplacedCheckpoint() throws IOException {
    nameHidden();
    replace(".data-00000-of-00001");
    assertEquals(2, latest());
    goOn();
    assertEquals(2, restored(folder + "/model-1"));
  }

  @Test
  void shouldEndAReplacedCheckpoint() throws IOException {
    nameHidden();
    replace(".data-00000-of-00001");
    replace(".index");
    assertEquals(2, latest());
    goOn();
    assertEquals(2, restored(folder + "/model-1"));
  }

  @Test
  void shouldRemoveAFolderWhoseFilesAreInPlace() throws IOException {
    replace(".data-00000-of-00001");
    replace(".index");
    Files.delete(hidden.resolve("model-1.index"));
    assertEquals(2, latest());
    goOn();
  }

  @Test
  void shouldLeaveAFolderInUseAndThoseOfOthers() throws IOException {
    Path other = Files.createDirectory(folder.resolve(".other-0123456789abcdef.saving"));
    Path strange = Files.createDirectory(folder.resolve(".checkpoint-0123456789abcde.saving"));
    try (LocalStaging staging = LocalStaging.create(folder.toString(), "model-3", "checkpoint")) {
      goOn();
      assertTrue(Files.exists(Path.of(staging.folder())));
    }
    assertTrue(Files.exists(other));
    assertTrue(Files.exists(strange));
  }

  @Test
  void shouldSaveWhereTheStateIsDamaged() throws IOException {
    Files.writeString(folder.resolve("checkpoint"), "???");
    try (TestGraph graph = graph()) {
      Saver saver = Saver.builder(graph.graph()).build();
      saver.save(graph.initialize().session(), folder + "/model", SaveOptions.at(2));
      graph.assign("v", 5);
      saver.restore(graph.session(), Checkpoints.latestCheckpoint(folder.toString()).orElseThrow());
      assertArrayEquals(new float[] {1}, graph.variable("v"));
    }
  }
}
