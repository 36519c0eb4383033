package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.proto.GraphDef;

class SaverTest extends SaverFixture {
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
}
