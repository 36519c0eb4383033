package org.imagebeam.checkpoint.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.Corpus;
import org.imagebeam.checkpoint.SavedTensors;
import org.imagebeam.checkpoint.bundle.BundleIndex;
import org.imagebeam.checkpoint.bundle.TensorInfo;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.TensorProto;

/** What is damaged gives a CheckpointException or what was saved: nothing else, ever. */
class DamageTest {
  private static final int[] MASKS = {0x01, 0x80, 0xff};

  private static final Map<String, TensorProto> SAVED = Corpus.small();

  @TempDir Path folder;
  private String prefix;
  private Path index;
  private Path data;
  private byte[] indexBytes;
  private byte[] dataBytes;

  @BeforeEach
  void save() throws IOException {
    prefix = folder.resolve("model").toString();
    SavedTensors.save(prefix, SAVED);
    index = Path.of(prefix + ".index");
    data = Path.of(prefix + ".data-00000-of-00001");
    indexBytes = Files.readAllBytes(index);
    dataBytes = Files.readAllBytes(data);
  }

  @Test
  void shouldNotBeFooledByAByteOfTheIndex() throws IOException {
    int refused = 0;
    for (int i = 0; i < indexBytes.length; i++) {
      for (int mask : MASKS) {
        byte[] changed = indexBytes.clone();
        changed[i] ^= (byte) mask;
        Files.write(index, changed);
        refused += isRefused() ? 1 : 0;
      }
    }
    // An empty block, what points to it, and the footer's padding mean nothing.
    int free = TableReader.FOOTER_BYTES + 2 * Integer.BYTES + TableReader.TRAILER_BYTES;
    assertTrue(refused > (indexBytes.length - free) * MASKS.length, refused + " refused");
  }

  @Test
  void shouldNotBeFooledByAnIndexCutShort() throws IOException {
    for (int length = 0; length < indexBytes.length; length++) {
      Files.write(index, Arrays.copyOf(indexBytes, length));
      assertTrue(isRefused(), "cut to " + length);
    }
  }

  @Test
  void shouldNotBeFooledByAnIndexThatLostItsStart() throws IOException {
    for (int from = 1; from <= indexBytes.length; from++) {
      Files.write(index, Arrays.copyOfRange(indexBytes, from, indexBytes.length));
      assertTrue(isRefused(), "cut at " + from);
    }
  }

  /** Whether the checkpoint is; else it has to hold what was saved. */
  private boolean isRefused() throws IOException {
    Map<String, TensorProto> read = new LinkedHashMap<>();
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      for (TensorInfo tensor : reader.tensors()) {
        read.put(tensor.name(), reader.read(tensor.name()).toProto());
      }
    } catch (CheckpointException e) {
      assertEquals(Kind.CORRUPT, e.kind(), e.getMessage());
      assertTrue(e.getMessage().startsWith(index + " is damaged: "), e.getMessage());
      return true;
    }
    assertEquals(SAVED, read);
    return false;
  }

  @Test
  void shouldNameTheTensorThatAByteOfTheDataDamages() throws IOException {
    for (int i = 0; i < dataBytes.length; i++) {
      for (int mask : MASKS) {
        byte[] changed = dataBytes.clone();
        changed[i] ^= (byte) mask;
        Files.write(data, changed);
        assertDamages(i);
      }
    }
  }

  private void assertDamages(int at) throws IOException {
    try (CheckpointReader reader = CheckpointReader.open(prefix)) {
      String bad = "";
      for (String name : SAVED.keySet()) {
        BundleEntryProto entry = BundleIndex.read(prefix).tensors().get(name);
        if (at >= entry.getOffset() && at < entry.getOffset() + entry.getSize()) {
          bad = name;
          CheckpointException e = assertThrows(CheckpointException.class, () -> reader.read(name));
          assertEquals(Kind.CORRUPT, e.kind());
          assertTrue(
              e.getMessage().startsWith(data + " is damaged: the checksum of tensor '" + name),
              e.getMessage());
        } else {
          assertEquals(SAVED.get(name), reader.read(name).toProto());
        }
      }
      assertFalse(bad.isEmpty());
      assertEquals(Optional.of(bad), reader.verify());
    }
  }

  @Test
  void shouldNameTheFirstTensorThatDataCutShortLack() throws IOException {
    for (int length = 0; length < dataBytes.length; length++) {
      Files.write(data, Arrays.copyOf(dataBytes, length));
      try (CheckpointReader reader = CheckpointReader.open(prefix)) {
        String bad = reader.verify().orElseThrow();
        BundleEntryProto entry = BundleIndex.read(prefix).tensors().get(bad);
        assertTrue(entry.getOffset() + entry.getSize() > length, bad);
        assertEquals(
            Kind.CORRUPT, assertThrows(CheckpointException.class, reader::requireFiles).kind());
        for (String name : SAVED.keySet()) {
          if (name.compareTo(bad) < 0) {
            assertEquals(SAVED.get(name), reader.read(name).toProto());
          }
        }
      }
    }
  }
}
