package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.local.OutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;

class SaverTest {
  @TempDir Path folder;

  private String prefix() {
    return folder.resolve("model.ckpt").toString();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"REFERENCE, false", "REFERENCE, true", "RESOURCE, false", "RESOURCE, true"})
  void shouldRestoreWhatItSaved(Form form, boolean sharded) throws IOException {
    try (TestGraph written = new TestGraph(form).vector("v1", 1, 2).scalar("a/v2", 3)) {
      Saver saver = Saver.builder(written.graph()).sharded(sharded).build();
      String prefix = saver.save(written.initialize().session(), prefix());
      assertEquals(prefix(), prefix);
      assertEquals(
          List.of(
              "checkpoint",
              "model.ckpt.data-00000-of-00001",
              "model.ckpt.index",
              "model.ckpt.meta"),
          files());
      written.assign("v1", 7, 8).assign("a/v2", 9);
      saver.restore(written.session(), prefix);
      assertArrayEquals(new float[] {1, 2}, written.variable("v1"));
      assertArrayEquals(new float[] {3}, written.variable("a/v2"));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldRestoreWithoutInitializing(Form form) throws IOException {
    try (TestGraph written = new TestGraph(form).vector("v1", 1, 2);
        TestGraph read = new TestGraph(form).vector("v1", 0, 0)) {
      Saver.builder(written.graph()).build().save(written.initialize().session(), prefix());
      Saver.builder(read.graph()).build().restore(read.session(), prefix());
      assertArrayEquals(new float[] {1, 2}, read.variable("v1"));
    }
  }

  @ParameterizedTest
  @CsvSource({"REFERENCE, RESOURCE", "RESOURCE, REFERENCE"})
  void shouldRestoreVariablesOfTheOtherForm(Form from, Form to) throws IOException {
    try (TestGraph written = new TestGraph(from).vector("v1", 1, 2);
        TestGraph read = new TestGraph(to).vector("v1", 0, 0)) {
      Saver.builder(written.graph()).build().save(written.initialize().session(), prefix());
      Saver.builder(read.graph()).build().restore(read.session(), prefix());
      assertArrayEquals(new float[] {1, 2}, read.variable("v1"));
    }
  }

  @Test
  void shouldKeepTheLastThreeOfSeven() throws IOException {
    try (TestGraph written = new TestGraph(Form.REFERENCE).vector("v1", 1)) {
      Saver saver = Saver.builder(written.graph()).maxToKeep(3).build();
      written.initialize();
      for (int step = 1; step < 8; step++) {
        written.assign("v1", step);
        assertEquals(
            prefix() + "-" + step,
            saver.save(written.session(), prefix(), SaveOptions.at(step).withoutMetaGraph()));
      }
      assertEquals(
          List.of(
              "checkpoint",
              "model.ckpt-5.data-00000-of-00001",
              "model.ckpt-5.index",
              "model.ckpt-6.data-00000-of-00001",
              "model.ckpt-6.index",
              "model.ckpt-7.data-00000-of-00001",
              "model.ckpt-7.index"),
          files());
      assertEquals(Optional.of(prefix() + "-7"), Checkpoints.latestCheckpoint(folder.toString()));
      saver.restore(written.session(), prefix() + "-6");
      assertArrayEquals(new float[] {6}, written.variable("v1"));
    }
  }

  @Test
  void shouldDeleteWhatItIsToldIsItsOwn() throws IOException {
    try (TestGraph written = new TestGraph(Form.REFERENCE).vector("v1", 1)) {
      written.initialize();
      Saver earlier = Saver.builder(written.graph()).build();
      for (int step = 1; step < 4; step++) {
        earlier.save(written.session(), prefix(), SaveOptions.at(step).withoutMetaGraph());
      }
      Saver saver = Saver.of(written.graph(), earlier.toSaverDef(), Clock.systemUTC());
      Map<String, Double> times = new LinkedHashMap<>();
      for (int step : new int[] {2, 1}) {
        times.put(prefix() + "-" + step, 1e9 + step);
      }
      saver.setLastCheckpointsWithTime(times);
      assertEquals(List.of(prefix() + "-2", prefix() + "-1"), saver.lastCheckpoints());
      for (int step = 4; step < 8; step++) {
        saver.save(written.session(), prefix(), SaveOptions.at(step).withoutMetaGraph());
      }
      // Of its own the last five: 2 went first, and 3 is not its own.
      assertEquals(
          List.of(1, 3, 4, 5, 6, 7),
          files().stream()
              .filter(file -> file.endsWith(".index"))
              .map(file -> Integer.valueOf(file.replaceAll("\\D", "")))
              .toList());
    }
  }

  @Test
  void shouldOverwriteTheSameStepAndMoveItToTheEnd() throws IOException {
    try (TestGraph written = new TestGraph(Form.RESOURCE).vector("v1", 1)) {
      Saver saver = Saver.builder(written.graph()).maxToKeep(3).build();
      written.initialize();
      for (int step : new int[] {1, 2, 3, 1}) {
        written.assign("v1", 10 * step + saver.lastCheckpoints().size());
        saver.save(written.session(), prefix(), SaveOptions.at(step));
      }
      assertEquals(
          List.of(prefix() + "-2", prefix() + "-3", prefix() + "-1"), saver.lastCheckpoints());
      assertEquals(10, files().size(), () -> "" + folder);
      saver.restore(written.session(), prefix() + "-1");
      assertArrayEquals(new float[] {13}, written.variable("v1"));
      assertEquals(
          CheckpointState.of(prefix() + "-1", saver.lastCheckpoints()),
          CheckpointState.read(folder.toString()));
    }
  }

  @Test
  void shouldSaveSomeUnderOtherNames() throws IOException {
    try (TestGraph written = new TestGraph(Form.REFERENCE).vector("w1", 1).vector("w2", 2);
        TestGraph read = new TestGraph(Form.REFERENCE).vector("a", 0).vector("w2", 5)) {
      Saver.builder(written.graph())
          .variables(Map.of("other", "w1"))
          .build()
          .save(written.initialize().session(), prefix());
      Saver.builder(read.graph())
          .variables(Map.of("other", "a"))
          .build()
          .restore(read.initialize().session(), prefix());
      assertArrayEquals(new float[] {1}, read.variable("a"));
      assertArrayEquals(new float[] {5}, read.variable("w2"));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldRestoreNothingIfOneVariableIsMissing(Form form) throws IOException {
    try (TestGraph written = new TestGraph(form).vector("v1", 1);
        TestGraph read = new TestGraph(form).vector("v1", 5).vector("v3", 6)) {
      Saver.builder(written.graph()).build().save(written.initialize().session(), prefix());
      Saver saver = Saver.builder(read.graph()).build();
      read.initialize();
      Failures.assertKind(
          Kind.MISMATCH, () -> saver.restore(read.session(), prefix()), prefix(), "v3");
      assertArrayEquals(new float[] {5}, read.variable("v1"));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldRestoreNothingIfOneShapeDiffers(Form form) throws IOException {
    try (TestGraph written = new TestGraph(form).vector("v1", 1).vector("v2", 1, 2, 3);
        TestGraph read = new TestGraph(form).vector("v1", 5).vector("v2", 6)) {
      Saver.builder(written.graph()).build().save(written.initialize().session(), prefix());
      Saver saver = Saver.builder(read.graph()).build();
      read.initialize();
      Failures.assertKind(
          Kind.MISMATCH,
          () -> saver.restore(read.session(), prefix()),
          "v2 is [3], and the graph's variable v2 is [1]");
      assertArrayEquals(new float[] {5}, read.variable("v1"));
      assertArrayEquals(new float[] {6}, read.variable("v2"));
    }
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void shouldRestoreNothingIfOneTypeDiffers(Form form) throws IOException {
    try (TestGraph written = new TestGraph(form).vector("v1", 1).vector("v2", 2);
        TestGraph read = new TestGraph(form).vector("v1", 5)) {
      Ops tf = Ops.create(read.graph());
      Variables.add(read.graph(), "v2", tf.constant(new int[] {6}).asOutput(), form, true);
      Saver.builder(written.graph()).build().save(written.initialize().session(), prefix());
      Saver saver = Saver.builder(read.graph()).build();
      read.initialize();
      Failures.assertKind(
          Kind.MISMATCH,
          () -> saver.restore(read.session(), prefix()),
          prefix(),
          "v2 is of float32, and the graph's variable v2 is of DT_INT32");
      assertArrayEquals(new float[] {5}, read.variable("v1"));
    }
  }

  @Test
  void shouldGoOnWhereAFileCannotBeDeleted() throws IOException {
    try (TestGraph written = new TestGraph(Form.REFERENCE).vector("v1", 1)) {
      Saver saver = Saver.builder(written.graph()).maxToKeep(1).build();
      written.initialize();
      saver.save(written.session(), prefix(), SaveOptions.at(1).withoutMetaGraph());
      // Not a file, and not empty.
      Files.createDirectories(folder.resolve("model.ckpt-1.meta/a"));
      saver.save(written.session(), prefix(), SaveOptions.at(2));
      assertEquals(List.of(prefix() + "-2"), saver.lastCheckpoints());
      assertTrue(files().contains("model.ckpt-1.index"));
    }
  }

  @Test
  void shouldSaveEachDevicesVariablesByThemselves() throws IOException {
    try (TestGraph made = new TestGraph(Form.RESOURCE).vector("v1", 1).vector("v2", 2);
        TestGraph placed = new TestGraph(Form.RESOURCE)) {
      GraphDef.Builder graph = made.graph().toGraphDef().toBuilder();
      graph.getNodeBuilderList().stream()
          .filter(node -> node.getName().equals("v2"))
          .forEach(node -> node.setDevice("/job:localhost/replica:0/task:0/device:CPU:0"));
      placed.graph().importGraphDef(graph.build());
      Saver saver = Saver.builder(placed.graph()).sharded(true).build();
      saver.save(placed.initialize().session(), prefix());
      assertTrue(files().contains("model.ckpt.data-00000-of-00002"), () -> "" + folder);
      assertTrue(files().contains("model.ckpt.data-00001-of-00002"), () -> "" + folder);
      placed.assign("v1", 5).assign("v2", 6);
      Path second = Path.of(prefix() + ".data-00001-of-00002");
      byte[] whole = Files.readAllBytes(second);
      Files.write(second, new byte[whole.length]);
      Failures.assertKind(Kind.CORRUPT, () -> saver.restore(placed.session(), prefix()));
      assertArrayEquals(new float[] {5}, placed.variable("v1"));
      Files.write(second, whole);
      saver.restore(placed.session(), prefix());
      assertArrayEquals(new float[] {1}, placed.variable("v1"));
      assertArrayEquals(new float[] {2}, placed.variable("v2"));
    }
  }

  @Test
  void shouldPadStepsAndMoveWithItsFolder() throws IOException {
    try (TestGraph written = new TestGraph(Form.REFERENCE).vector("v1", 1)) {
      Saver saver =
          Saver.builder(written.graph()).padStepNumber(true).saveRelativePaths(true).build();
      String old = folder.resolve("old").toString();
      saver.save(written.initialize().session(), old + "/model", SaveOptions.at(12));
      Files.move(folder.resolve("old"), folder.resolve("new"));
      assertEquals(
          Optional.of(folder + "/new/model-00000012"),
          Checkpoints.latestCheckpoint(folder + "/new"));
    }
  }

  @Test
  void shouldKeepSeveralStatesInOneFolder() throws IOException {
    try (TestGraph written = new TestGraph(Form.REFERENCE).vector("v1", 1)) {
      Saver saver = Saver.builder(written.graph()).build();
      written.initialize();
      saver.save(written.session(), prefix(), SaveOptions.at(1).withLatestFilename("best"));
      saver.save(written.session(), prefix(), SaveOptions.at(2));
      assertEquals(
          Optional.of(prefix() + "-1"), Checkpoints.latestCheckpoint(folder.toString(), "best"));
      assertEquals(Optional.of(prefix() + "-2"), Checkpoints.latestCheckpoint(folder.toString()));
      Failures.assertFails(
          IllegalArgumentException.class,
          () -> SaveOptions.defaults().withLatestFilename("a/b"),
          "a/b");
    }
  }

  @Test
  void shouldSayWhenThereIsNoCheckpoint() throws IOException {
    try (TestGraph read = new TestGraph(Form.REFERENCE).vector("v1", 5)) {
      Saver saver = Saver.builder(read.graph()).build();
      Failures.assertKind(
          Kind.NOT_FOUND, () -> saver.restore(read.session(), prefix()), prefix() + ".index");
      assertTrue(Checkpoints.latestCheckpoint(folder.toString()).isEmpty());
    }
  }

  @Test
  void shouldSayWhenAFileIsDamaged() throws IOException {
    try (TestGraph written = new TestGraph(Form.REFERENCE).vector("v1", 5)) {
      Saver saver = Saver.builder(written.graph()).build();
      saver.save(written.initialize().session(), prefix());
      for (String suffix : new String[] {".index", ".data-00000-of-00001"}) {
        Path file = Path.of(prefix() + suffix);
        byte[] whole = Files.readAllBytes(file);
        byte[] damaged = whole.clone();
        damaged[damaged.length - 1] ^= 1;
        Files.write(file, damaged);
        Failures.assertKind(
            Kind.CORRUPT, () -> saver.restore(written.session(), prefix()), prefix());
        Files.write(file, whole);
      }
      assertArrayEquals(new float[] {5}, written.variable("v1"));
    }
  }

  @Test
  void shouldRefuseWhatItCannotSave() throws IOException {
    try (TestGraph written = new TestGraph(Form.REFERENCE)) {
      Failures.assertFails(
          IllegalArgumentException.class,
          () -> Saver.builder(written.graph()).build(),
          "no variables");
      written.vector("v1", 1);
      SaverBuilder builder = Saver.builder(written.graph());
      Failures.assertFails(
          IllegalArgumentException.class, () -> builder.variables(List.of("v2")), "v2");
      Failures.assertFails(
          IllegalArgumentException.class,
          () -> builder.variables(List.of("v1/read")),
          "v1/read is no variable but a node Identity");
      Failures.assertFails(
          IllegalArgumentException.class, () -> builder.variables(List.of("v1", "v1")), "twice");
      Failures.assertFails(
          IllegalArgumentException.class,
          () -> builder.variables(Map.of("a", "v1", "b", "v1")),
          "two names");
      Failures.assertFails(IllegalArgumentException.class, () -> builder.maxToKeep(-1), "-1");
      Saver saver = builder.build();
      Failures.assertFails(
          IllegalStateException.class, () -> saver.save(written.session(), prefix()), "v1");
      assertTrue(files().isEmpty());
      written.initialize();
      Failures.assertFails(
          IllegalArgumentException.class,
          () -> saver.save(written.session(), folder.resolve("checkpoint").toString()),
          "state file");
      Failures.assertFails(
          IllegalArgumentException.class, () -> saver.save(written.session(), folder + "/"));
      Files.createFile(folder.resolve("file"));
      Failures.assertFails(
          OutputException.class,
          () -> saver.save(written.session(), folder.resolve("file/m").toString()));
    }
  }
}
