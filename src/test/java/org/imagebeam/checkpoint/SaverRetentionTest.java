package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.folder.CheckpointState;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.junit.jupiter.api.Test;

/** Which checkpoints a saver keeps and deletes. */
class SaverRetentionTest extends SaverFixture {
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
}
