package org.imagebeam.checkpoint.folder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.imagebeam.checkpoint.Corpus;
import org.imagebeam.checkpoint.Failures;
import org.imagebeam.checkpoint.SavedTensors;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.testing.SavedLists;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

class CheckpointReaderTest {
  @TempDir Path folder;
  private String prefix;

  @BeforeEach
  void choosePrefix() {
    prefix = folder.resolve("model.ckpt-7").toString();
  }

  @Test
  void shouldReadEveryDtypeToTheBit() throws IOException {
    Map<String, TensorProto> saved = Corpus.everything();
    SavedTensors.save(prefix, saved);
    assertHolds(saved);
  }

  private void assertHolds(Map<String, TensorProto> saved) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertEquals(
          saved.keySet().stream().sorted().toList(),
          reader.tensors().stream().map(TensorInfo::name).toList());
      for (Map.Entry<String, TensorProto> tensor : saved.entrySet()) {
        assertTrue(reader.has(tensor.getKey()));
        assertEquals(tensor.getValue(), reader.read(tensor.getKey()).toProto(), tensor.getKey());
      }
      reader.requireFiles();
      assertEquals(Optional.empty(), reader.verify());
    }
  }

  @Test
  void shouldReadAnIndexOfSeveralBlocks() throws IOException {
    Random random = new Random(3);
    List<String> names = new ArrayList<>();
    Map<String, TensorProto> saved = new LinkedHashMap<>();
    for (int i = 0; i < 3000; i++) {
      // Long and without a common start, which would not be stored.
      names.add(HexFormat.of().formatHex(Corpus.bytes(random, 120).toByteArray()));
      saved.put(names.get(i), SavedTensors.floats(List.of(), i));
    }
    SavedTensors.saveScalars(prefix, names);
    assertTrue(Files.size(Path.of(prefix + ".index")) > 2 << 18, "the index has one block");
    assertHolds(saved);
  }

  @Test
  void shouldReadSeveralDataFiles() throws IOException {
    List<Map<String, TensorProto>> shards =
        List.of(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    int next = 0;
    Map<String, TensorProto> everything = Corpus.everything();
    for (Map.Entry<String, TensorProto> tensor : everything.entrySet()) {
      shards.get(next++ % shards.size()).put(tensor.getKey(), tensor.getValue());
    }
    SavedTensors.saveSharded(prefix, shards);
    assertTrue(Files.exists(Path.of(prefix + ".data-00002-of-00003")));
    assertHolds(everything);
  }

  @Test
  void shouldPutPartsTogether() throws IOException {
    TensorProto whole =
        SavedTensors.tensor(
            DataType.DT_DOUBLE, List.of(4, 3, 5), Corpus.bytes(new Random(1), 4 * 3 * 5 * 8));
    ByteString content = whole.getTensorContent();
    // Halves of the first dimension, the second of which is cut along the last once more.
    TensorProto first =
        SavedTensors.tensor(DataType.DT_DOUBLE, List.of(2, 3, 5), content.substring(0, 30 * 8));
    ByteString left = ByteString.EMPTY;
    ByteString right = ByteString.EMPTY;
    for (int row = 6; row < 12; row++) {
      left = left.concat(content.substring(row * 40, row * 40 + 16));
      right = right.concat(content.substring(row * 40 + 16, row * 40 + 40));
    }
    List<ByteString> words =
        List.of(ByteString.copyFromUtf8("a"), ByteString.EMPTY, ByteString.copyFromUtf8("c"));
    SavedTensors.save(
        prefix,
        List.of("part", "part", "part", "words", "words", "alone"),
        List.of("4 3 5 0,2:-:-", "4 3 5 2,2:-:0,2", "4 3 5 2,2:-:2,3", "3 0,1", "3 1,2", ""),
        List.of(
            first,
            SavedTensors.tensor(DataType.DT_DOUBLE, List.of(2, 3, 2), left),
            SavedTensors.tensor(DataType.DT_DOUBLE, List.of(2, 3, 3), right),
            SavedTensors.strings(List.of(1), words.subList(0, 1)),
            SavedTensors.strings(List.of(2), words.subList(1, 3)),
            SavedTensors.floats(List.of(), 3)));
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertEquals(
          List.of(
              new TensorInfo("alone", DataType.DT_FLOAT, List.of(), 4, 0),
              new TensorInfo("part", DataType.DT_DOUBLE, List.of(4L, 3L, 5L), 480, 3),
              new TensorInfo("words", DataType.DT_STRING, List.of(3L), 13, 2)),
          reader.tensors());
      assertEquals(whole, reader.read("part").toProto());
      assertEquals(words, reader.read("words").strings());
      assertEquals(Optional.empty(), reader.verify());
    }
  }

  @Test
  void shouldReadLargeParts() throws IOException {
    // Starts and lengths beyond 64 and 8192 take longer keys.
    ByteString content = Corpus.bytes(new Random(1), 20_000);
    List<String> slices = List.of("20000 0,63", "20000 63,8200", "20000 8263,11737");
    SavedTensors.save(
        prefix,
        List.of("v", "v", "v"),
        slices,
        List.of(
            SavedTensors.tensor(DataType.DT_UINT8, List.of(63), content.substring(0, 63)),
            SavedTensors.tensor(DataType.DT_UINT8, List.of(8200), content.substring(63, 8263)),
            SavedTensors.tensor(DataType.DT_UINT8, List.of(11737), content.substring(8263))));
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertEquals(content, reader.read("v").bytes());
    }
  }

  @Test
  void shouldRefuseAWholeWithAPartMissing() throws IOException {
    SavedTensors.save(
        prefix, List.of("v"), List.of("4 0,3"), List.of(SavedTensors.floats(List.of(3), 1, 2, 3)));
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      CheckpointException e = assertThrows(CheckpointException.class, () -> reader.read("v"));
      assertEquals(Kind.CORRUPT, e.kind());
      assertTrue(
          e.getMessage().contains("the parts of tensor 'v' don't make up one of shape 4"),
          e.getMessage());
    }
  }

  @Test
  void shouldCheckVariantsAndLeaveThemToTensorFlow() throws IOException {
    SavedLists.save(prefix, 3);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertEquals("variant", reader.info("list").dtypeName());
      assertEquals(Optional.empty(), reader.verify());
      CheckpointException e = assertThrows(CheckpointException.class, () -> reader.read("list"));
      assertEquals(Kind.MISMATCH, e.kind());
    }
    Path data = Path.of(prefix + ".data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 4;
      Files.write(data, changed);
      try (CheckpointReader reader = CheckpointReader.open(prefix)) {
        assertEquals(Optional.of("list"), reader.verify(), "byte " + i);
      }
    }
  }

  @Test
  void shouldGiveValuesAsJavaHasThem() throws IOException {
    SavedTensors.save(prefix, Corpus.small());
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertEquals(prefix, reader.prefix());
      assertArrayEquals(new float[] {1, 2, 3, 4}, reader.read("W").floats());
      assertEquals(265L, reader.read("global_step").element(0));
      assertEquals("two", reader.read("words").element(1));
      CheckpointException e =
          assertThrows(CheckpointException.class, () -> reader.read("words").floats());
      assertEquals(Kind.MISMATCH, e.kind());
      assertEquals("tensor 'words' is string, not float32", e.getMessage());
    }
  }

  @Test
  void shouldSayWhatIsNotThere() throws IOException {
    CheckpointException none =
        assertThrows(CheckpointException.class, () -> CheckpointReader.open(prefix));
    assertEquals(Kind.NOT_FOUND, none.kind());
    assertEquals(
        "there is no checkpoint " + prefix + ": " + prefix + ".index does not exist",
        none.getMessage());
    SavedTensors.save(prefix, Corpus.small());
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertFalse(reader.has("w"));
      assertFalse(reader.has(""));
      CheckpointException tensor = assertThrows(CheckpointException.class, () -> reader.read("w"));
      assertEquals(Kind.NOT_FOUND, tensor.kind());
      assertTrue(tensor.getMessage().contains("has no tensor 'w'"), tensor.getMessage());
    }
    Files.createDirectory(folder.resolve("other.index"));
    String other = folder.resolve("other").toString();
    Failures.assertKind(
        Kind.NOT_FOUND, () -> CheckpointReader.open(other), other + ".index is a folder");
  }

  @Test
  void shouldNameAMissingDataFile() throws IOException {
    List<Map<String, TensorProto>> shards = new ArrayList<>();
    Corpus.small().forEach((name, tensor) -> shards.add(Map.of(name, tensor)));
    SavedTensors.saveSharded(prefix, shards);
    Path missing = Path.of(prefix + ".data-00002-of-00004");
    Files.delete(missing);
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      assertArrayEquals(new float[] {1, 2, 3, 4}, reader.read("W").floats());
      CheckpointException e =
          assertThrows(CheckpointException.class, () -> reader.read("global_step"));
      assertEquals(Kind.NOT_FOUND, e.kind());
      assertTrue(e.getMessage().startsWith(missing + " does not exist"), e.getMessage());
      assertEquals(
          Kind.NOT_FOUND, assertThrows(CheckpointException.class, reader::requireFiles).kind());
      assertEquals(Optional.of("global_step"), reader.verify());
    }
  }

  @Test
  void shouldNoticeThatDataWereReplaced() throws IOException {
    SavedTensors.save(prefix, Corpus.small());
    Path data = Path.of(prefix + ".data-00000-of-00001");
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      reader.requireFiles();
      Files.write(folder.resolve("new"), Files.readAllBytes(data));
      Files.move(folder.resolve("new"), data, StandardCopyOption.REPLACE_EXISTING);
      CheckpointException e = assertThrows(CheckpointException.class, () -> reader.read("W"));
      assertEquals(Kind.NOT_FOUND, e.kind());
    }
  }
}
