package org.imagebeam.checkpoint.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.imagebeam.checkpoint.Corpus;
import org.imagebeam.checkpoint.SavedTensors;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

class CheckpointWriterTest {
  @TempDir Path folder;
  private String from;
  private String to;

  @BeforeEach
  void choosePrefixes() {
    from = folder.resolve("from").toString();
    to = folder.resolve("to").toString();
  }

  private void copyAll() throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(from);
        CheckpointWriter writer = CheckpointWriter.create(to)) {
      for (TensorInfo tensor : reader.tensors()) {
        writer.copy(reader, tensor.name(), tensor.name());
      }
      writer.commit();
    }
  }

  private void assertSameFiles() throws IOException {
    for (String end : List.of(".index", ".data-00000-of-00001")) {
      assertArrayEquals(
          Files.readAllBytes(Path.of(from + end)), Files.readAllBytes(Path.of(to + end)), end);
    }
  }

  @Test
  void shouldWriteTheBytesThatTensorFlowWrites() throws IOException {
    // In the order in which the reader gives them.
    SavedTensors.save(from, new TreeMap<>(Corpus.everything()));
    copyAll();
    assertSameFiles();
  }

  @Test
  void shouldWriteTheBytesThatTensorFlowWritesInSeveralBlocks() throws IOException {
    Random random = new Random(4);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      names.add(HexFormat.of().formatHex(Corpus.bytes(random, 120).toByteArray()));
    }
    names.sort(null);
    SavedTensors.saveScalars(from, names);
    copyAll();
    assertSameFiles();
  }

  @Test
  void shouldWriteWhatTensorFlowRestores() throws IOException {
    Map<String, TensorProto> saved = Corpus.everything();
    List<Map<String, TensorProto>> shards = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
    int next = 0;
    for (Map.Entry<String, TensorProto> tensor : saved.entrySet()) {
      shards.get(next++ % 2).put(tensor.getKey(), tensor.getValue());
    }
    SavedTensors.saveSharded(from, shards);
    Map<String, TensorProto> expected = new LinkedHashMap<>();
    Map<String, DataType> dtypes = new LinkedHashMap<>();
    try (CheckpointReader reader = CheckpointReader.open(from);
        CheckpointWriter writer = CheckpointWriter.create(to)) {
      for (TensorInfo tensor : reader.tensors()) {
        writer.copy(reader, tensor.name(), "new/" + tensor.name());
        expected.put("new/" + tensor.name(), saved.get(tensor.name()));
        dtypes.put("new/" + tensor.name(), tensor.dtype());
      }
      writer.commit();
    }
    assertEquals(expected, SavedTensors.restore(to, dtypes));
  }

  @Test
  void shouldKeepPartsAsParts() throws IOException {
    SavedTensors.save(
        from,
        List.of("v", "v"),
        List.of("5 0,2", "5 2,3"),
        List.of(SavedTensors.floats(List.of(2), 1, 2), SavedTensors.floats(List.of(3), 3, 4, 5)));
    try (CheckpointReader reader = CheckpointReader.open(from);
        CheckpointWriter writer = CheckpointWriter.create(to)) {
      writer.copy(reader, "v", "w");
      writer.commit();
    }
    try (CheckpointReader reader = CheckpointReader.open(to)) {
      assertEquals(
          List.of(new TensorInfo("w", DataType.DT_FLOAT, List.of(5L), 20, 2)), reader.tensors());
      assertArrayEquals(new float[] {1, 2, 3, 4, 5}, reader.read("w").floats());
    }
    assertEquals(
        Map.of("w", SavedTensors.floats(List.of(5), 1, 2, 3, 4, 5)),
        SavedTensors.restore(to, Map.of("w", DataType.DT_FLOAT)));
  }

  @Test
  void shouldLeaveNothingWhenItIsNotCommitted() throws IOException {
    SavedTensors.save(from, Corpus.small());
    try (CheckpointReader reader = CheckpointReader.open(from);
        CheckpointWriter writer = CheckpointWriter.create(to)) {
      writer.copy(reader, "W", "W");
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> writer.copy(reader, "b", "W"));
      assertEquals("two tensors are to be called 'W'", e.getMessage());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertFalse(files.anyMatch(file -> file.toString().contains("to")));
    }
  }

  @Test
  void shouldNotCopyDamage() throws IOException {
    SavedTensors.save(from, Corpus.small());
    Path data = Path.of(from + ".data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[1] ^= 1;
    Files.write(data, bytes);
    try (CheckpointReader reader = CheckpointReader.open(from);
        CheckpointWriter writer = CheckpointWriter.create(to)) {
      assertThrows(CheckpointException.class, () -> writer.copy(reader, "W", "W"));
    }
  }

  @Test
  void shouldReplaceACheckpoint() throws IOException {
    SavedTensors.save(from, Corpus.small());
    copyAll();
    SavedTensors.save(from, Map.of("other", SavedTensors.floats(List.of(), 3)));
    copyAll();
    assertSameFiles();
  }
}
