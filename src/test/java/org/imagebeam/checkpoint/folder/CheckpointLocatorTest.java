package org.imagebeam.checkpoint.folder;

import static org.imagebeam.checkpoint.Failures.assertKind;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.OldCheckpoints;
import org.imagebeam.checkpoint.SavedTensors;
import org.imagebeam.checkpoint.Saver;
import org.imagebeam.checkpoint.TestGraph;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.TensorProto;

/** A checkpoint is meant by its prefix, by any of its files, and by the file that names it. */
class CheckpointLocatorTest {
  private static final TensorProto VALUE = SavedTensors.floats(List.of(2), 3, 4);

  @TempDir Path folder;

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private void saveV2() throws IOException {
    SavedTensors.save(path("m.ckpt-1"), Map.of("v", VALUE));
    Files.writeString(folder.resolve("m.ckpt-1.meta"), "the graph");
    CheckpointState.of(path("m.ckpt-1"), List.of(path("m.ckpt-1"))).write(folder.toString());
  }

  private void saveV1(String file) throws IOException {
    OldCheckpoints.save(path(file), List.of("v"), List.of(""), List.of(VALUE));
  }

  private void assertMeans(String prefix, String given) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(path(given))) {
      assertEquals(path(prefix), reader.prefix());
      assertArrayEquals(new float[] {3, 4}, reader.read("v").floats());
    }
    assertTrue(Checkpoints.exists(path(given)));
    assertEquals(path(prefix), CheckpointFolder.prefixOf(path(given)));
    assertEquals(
        folder.toString(),
        CheckpointPaths.directory(CheckpointFolder.of(path(given)).list().get(0).prefix()));
    try (TestGraph graph = new TestGraph(Form.RESOURCE).vector("v", 0, 0)) {
      graph.initialize();
      Saver.builder(graph.graph()).build().restore(graph.session(), path(given));
      assertArrayEquals(new float[] {3, 4}, graph.variable("v"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m.ckpt-1",
        "m.ckpt-1.index",
        "m.ckpt-1.data-00000-of-00001",
        "m.ckpt-1.meta",
        "checkpoint"
      })
  void shouldFindFormatV2(String given) throws IOException {
    saveV2();
    assertMeans("m.ckpt-1", given);
  }

  @ParameterizedTest
  @ValueSource(strings = {"old.ckpt", "old.ckpt.meta", "best"})
  void shouldFindFormatV1(String given) throws IOException {
    saveV1("old.ckpt");
    Files.writeString(folder.resolve("old.ckpt.meta"), "the graph");
    CheckpointState.of(path("old.ckpt"), List.of()).write(folder.toString(), "best");
    assertMeans("old.ckpt", given);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"m-7", "m-7-00000-of-00002", "m-7-?????-of-00002", "m-7.meta", "checkpoint"})
  void shouldFindFormatV1InShards(String given) throws IOException {
    saveV1("m-7-00000-of-00002");
    OldCheckpoints.save(path("m-7-00001-of-00002"), List.of("w"), List.of(""), List.of(VALUE));
    Files.writeString(folder.resolve("m-7.meta"), "the graph");
    CheckpointState.of(path("m-7-?????-of-00002"), List.of()).write(folder.toString());
    assertMeans("m-7-?????-of-00002", given);
    assertEquals(
        List.of(path("m-7-?????-of-00002")),
        new CheckpointFolder(folder.toString())
            .list().stream().map(CheckpointSummary::prefix).toList());
    Checkpoints.delete(path(given.equals("checkpoint") ? "m-7" : given));
    assertEquals(List.of("checkpoint"), List.of(folder.toFile().list()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"m.ckpt-1", "m.ckpt-1.data-00000-of-00001", "m.ckpt-1.meta", "m.ckpt-1.index"})
  void shouldSayThatTheIndexIsMissing(String given) throws IOException {
    saveV2();
    Files.delete(folder.resolve("m.ckpt-1.index"));
    String missing =
        path("m.ckpt-1.index")
            + " is missing, though m.ckpt-1.data-00000-of-00001 and m.ckpt-1.meta are there";
    assertKind(Kind.NOT_FOUND, () -> CheckpointReader.open(path(given)), missing);
    assertFalse(Checkpoints.exists(path(given)));
    CheckpointFolder all = new CheckpointFolder(folder.toString());
    assertKind(Kind.NOT_FOUND, all::requireLatest, missing);
    assertKind(Kind.NOT_FOUND, all::findLatest, missing);
    assertTrue(all.list().get(0).fault().orElseThrow().contains(missing));
    assertTrue(all.list().get(0).newest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void shouldReadAStateWithAByteOrderMark(String charset) throws IOException {
    saveV2();
    Path state = folder.resolve("checkpoint");
    byte[] marked = ("\ufeff" + Files.readString(state)).getBytes(charset);
    Files.write(state, marked);
    assertEquals(Optional.of(path("m.ckpt-1")), Checkpoints.latestCheckpoint(folder.toString()));
    assertMeans("m.ckpt-1", "checkpoint");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run[2024]/old.ckpt", "run*/old.ckpt", "run?/m[1]-00000-of-00001"})
  void shouldRestoreFormatV1FromFoldersWithSignsOfPatterns(String file) throws IOException {
    saveV1("x");
    Path there = folder.resolve(file);
    Files.createDirectories(there.getParent());
    Files.move(folder.resolve("x"), there);
    try (TestGraph graph = new TestGraph(Form.RESOURCE).vector("v", 0, 0)) {
      graph.initialize();
      Saver.builder(graph.graph()).build().restore(graph.session(), there.toString());
      assertArrayEquals(new float[] {3, 4}, graph.variable("v"));
    }
  }

  @Test
  void shouldNotFollowStatesInCircles() throws IOException {
    for (String named : List.of("checkpoint", "other")) {
      Files.writeString(folder.resolve("other"), "model_checkpoint_path: \"checkpoint\"\n");
      Files.writeString(folder.resolve("checkpoint"), "model_checkpoint_path: \"" + named + "\"\n");
      assertKind(Kind.NOT_FOUND, () -> CheckpointReader.open(path("checkpoint")));
      assertEquals(Optional.empty(), Checkpoints.latestCheckpoint(folder.toString()));
    }
  }

  @Test
  void shouldNameWhatCouldBeMeant() throws IOException {
    saveV2();
    Files.move(folder.resolve("checkpoint"), folder.resolve("moved"));
    assertKind(
        Kind.NOT_FOUND,
        () -> CheckpointFolder.prefixOf(folder.toString()),
        "it has no file 'checkpoint'; there is " + path("m.ckpt-1"));
  }

  @Test
  void shouldCallOtherFormatsByTheirNames() throws IOException {
    byte[] hdf5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0, 0};
    String file = Files.write(folder.resolve("x.h5"), hdf5).toString();
    String[] words = {
      file + " is an HDF5 file, as Keras saves models and weights, and no checkpoint",
      "tf.train.Checkpoint(model="
    };
    assertKind(Kind.MISMATCH, () -> CheckpointReader.open(file), words);
    assertKind(Kind.MISMATCH, () -> CheckpointFolder.prefixOf(file), words);
    assertKind(Kind.MISMATCH, () -> CheckpointFolder.of(file).list(), words);
    byte[] lite = {28, 0, 0, 0, 'T', 'F', 'L', '3', 20, 0};
    String other = Files.write(folder.resolve("m.ckpt"), lite).toString();
    assertKind(
        Kind.MISMATCH,
        () -> CheckpointReader.open(other),
        other + " is a TensorFlow Lite model and no checkpoint");
  }

  @Test
  void shouldGoByTheNamesOfACheckpointsOwnFiles() throws IOException {
    saveV2();
    byte[] pickled = {(byte) 0x80, 4, (byte) 0x95, 0};
    Files.write(folder.resolve("m.ckpt-1.meta"), pickled);
    for (String name : List.of("m.ckpt-1.meta", "m.ckpt-1.index", "m.ckpt-1")) {
      assertMeans("m.ckpt-1", name);
      assertEquals(1, CheckpointFolder.of(path(name)).list().size());
    }
    saveV1("net.h5");
    assertMeans("net.h5", "net.h5");
  }

  @Test
  void shouldCallASavedModelByItsName() throws IOException {
    Path model = Files.createDirectories(folder.resolve("exported/variables")).getParent();
    SavedTensors.save(model.resolve("variables/variables").toString(), Map.of("v", VALUE));
    for (String file : List.of("saved_model.pb", "saved_model.pbtxt")) {
      Path graph = Files.write(model.resolve(file), "a graph".getBytes(StandardCharsets.UTF_8));
      for (Path given : List.of(model, graph)) {
        assertKind(
            Kind.MISMATCH,
            () -> CheckpointFolder.prefixOf(given.toString()),
            given + " is a SavedModel and no checkpoint",
            "the checkpoint of its variables is " + model.resolve("variables/variables"));
      }
      assertKind(
          Kind.MISMATCH, () -> CheckpointFolder.of(model.toString()).list(), "is a SavedModel");
      Files.delete(graph);
    }
    assertEquals(
        List.of(2L),
        CheckpointReader.open(model.resolve("variables/variables.index").toString())
            .info("v")
            .shape());
  }
}
