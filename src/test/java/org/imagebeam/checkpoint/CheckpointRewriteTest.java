package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

class CheckpointRewriteTest {
  @TempDir Path folder;
  private String from;
  private String to;

  @BeforeEach
  void choosePrefixes() {
    from = folder.resolve("from").toString();
    to = folder.resolve("to").toString();
  }

  private void rename(Map<String, String> names) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(from)) {
      CheckpointRewrite.rename(reader, names, to);
    }
  }

  private int average() throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(from)) {
      return CheckpointRewrite.average(reader, to);
    }
  }

  private static Map<String, TensorProto> read(String prefix) throws IOException {
    Map<String, TensorProto> tensors = new LinkedHashMap<>();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (TensorInfo tensor : reader.tensors()) {
        tensors.put(tensor.name(), reader.read(tensor.name()).toProto());
      }
    }
    return tensors;
  }

  @Test
  void shouldRename() throws IOException {
    Map<String, TensorProto> saved = Corpus.small();
    SavedTensors.save(from, saved);
    rename(Map.of("W", "b", "b", "W", "words", "a/words"));
    Map<String, TensorProto> expected =
        Map.of(
            "b", saved.get("W"),
            "W", saved.get("b"),
            "a/words", saved.get("words"),
            "global_step", saved.get("global_step"));
    assertEquals(expected, read(to));
    assertEquals(
        expected,
        SavedTensors.restore(
            to,
            Map.of(
                "b", DataType.DT_FLOAT,
                "W", DataType.DT_FLOAT,
                "a/words", DataType.DT_STRING,
                "global_step", DataType.DT_INT64)));
  }

  @Test
  void shouldRefuseNamesThatClashOrAreMissing() throws IOException {
    SavedTensors.save(from, Corpus.small());
    CheckpointException missing =
        assertThrows(CheckpointException.class, () -> rename(Map.of("w", "v")));
    assertEquals(Kind.NOT_FOUND, missing.kind());
    IllegalArgumentException clash =
        assertThrows(IllegalArgumentException.class, () -> rename(Map.of("W", "b")));
    assertEquals("'W' and 'b' would both be b", clash.getMessage());
    assertThrows(IllegalArgumentException.class, () -> rename(Map.of("W", "")));
    assertThrows(IllegalArgumentException.class, () -> rename(Map.of("W", "\0v")));
    to = folder + "/./from";
    IllegalArgumentException same =
        assertThrows(IllegalArgumentException.class, () -> rename(Map.of("W", "v")));
    assertTrue(same.getMessage().contains("is the checkpoint that is read"), same.getMessage());
    assertFalse(Files.exists(folder.resolve("to.index")));
  }

  @Test
  void shouldTakeTheAveragesForTheVariables() throws IOException {
    TensorProto w = SavedTensors.floats(List.of(2), 1, 2);
    TensorProto averageOfW = SavedTensors.floats(List.of(2), 1.5f, 2.5f);
    TensorProto averageOfGone = SavedTensors.floats(List.of(), 7);
    TensorProto step = Corpus.small().get("global_step");
    SavedTensors.save(
        from,
        Map.of(
            "layer/W", w,
            "layer/W/ExponentialMovingAverage", averageOfW,
            "gone/ExponentialMovingAverage", averageOfGone,
            "step", step));
    Files.writeString(Path.of(from + ".meta"), "the graph");
    assertEquals(2, average());
    assertEquals(Map.of("layer/W", averageOfW, "gone", averageOfGone, "step", step), read(to));
    assertArrayEquals(
        Files.readAllBytes(Path.of(from + ".meta")), Files.readAllBytes(Path.of(to + ".meta")));
  }

  @Test
  void shouldRefuseAveragesThatAreNone() throws IOException {
    SavedTensors.save(from, Corpus.small());
    CheckpointException none = assertThrows(CheckpointException.class, this::average);
    assertEquals(Kind.MISMATCH, none.kind());
    assertTrue(none.getMessage().startsWith(from + " has no moving averages"), none.getMessage());
    SavedTensors.save(
        from,
        Map.of(
            "v", SavedTensors.floats(List.of(2), 1, 2),
            "v/ExponentialMovingAverage", SavedTensors.floats(List.of(), 1)));
    CheckpointException other = assertThrows(CheckpointException.class, this::average);
    assertEquals(Kind.MISMATCH, other.kind());
    assertEquals(
        from + ": 'v' is float32 2, and 'v/ExponentialMovingAverage' float32 scalar",
        other.getMessage());
    assertFalse(Files.exists(Path.of(to + ".index")));
    assertFalse(Files.exists(Path.of(to + ".data-00000-of-00001")));
  }
}
