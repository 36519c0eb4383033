package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.imagebeam.checkpoint.Variables.Form;
import org.imagebeam.checkpoint.folder.Checkpoints;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.local.OutputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.op.Ops;

/** What a saver refuses to save or restore. */
class SaverRefusalsTest extends SaverFixture {
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
