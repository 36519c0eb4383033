package org.imagebeam.checkpoint.bundle;

import static org.imagebeam.checkpoint.Failures.assertKind;
import static org.imagebeam.checkpoint.OldCheckpoints.forge;
import static org.imagebeam.checkpoint.OldCheckpoints.meta;
import static org.imagebeam.checkpoint.OldCheckpoints.slice;
import static org.imagebeam.checkpoint.OldCheckpoints.value;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.checkpoint.OldCheckpoints;
import org.imagebeam.checkpoint.SavedTensors;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.checkpoint.table.TableBlock;
import org.imagebeam.checkpoint.table.TableEntries;
import org.imagebeam.checkpoint.table.TableEntry;
import org.imagebeam.checkpoint.table.TableReader;
import org.imagebeam.checkpoint.table.TableWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SavedSliceMeta;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;
import org.tensorflow.proto.VersionDef;

/** Files of format V1 that are damaged or forged; SaverKindsTest has sound ones. */
class SliceTablesTest {
  private static final int[] MASKS = {0x01, 0x80, 0xff};

  @TempDir Path folder;

  private static SavedSliceMeta.Builder tensor(
      DataType dtype, long size, TensorSliceProto... slices) {
    return SavedSliceMeta.newBuilder()
        .setName("v")
        .setType(dtype)
        .setShape(
            TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(size)))
        .addAllSlice(Arrays.asList(slices));
  }

  private Path saved() throws IOException {
    Path file = folder.resolve("old.ckpt");
    OldCheckpoints.save(
        file.toString(),
        List.of("half/of/it", "half/of/it", "step", "words"),
        List.of("4 0,3", "4 3,1", "", ""),
        List.of(
            SavedTensors.floats(List.of(3), 1, 2, 3),
            SavedTensors.floats(List.of(1), 4),
            SavedTensors.tensor(
                DataType.DT_INT64,
                List.of(),
                ByteString.copyFrom(new byte[] {9, 0, 0, 0, 0, 0, 0, 0})),
            SavedTensors.strings(
                List.of(2), List.of(ByteString.copyFromUtf8("a"), ByteString.copyFromUtf8("bc")))));
    return file;
  }

  private static Map<String, TensorProto> read(Path file) throws IOException {
    Map<String, TensorProto> read = new LinkedHashMap<>();
    try (CheckpointReader reader = CheckpointReader.open(file.toString())) {
      for (TensorInfo tensor : reader.tensors()) {
        reader.verify(tensor.name());
        read.put(tensor.name(), reader.read(tensor.name()).toProto());
      }
      reader.requireFiles();
    }
    return read;
  }

  /** Whether the file is; else it has to hold what was saved. */
  private static boolean isRefused(Path file, Map<String, TensorProto> saved) throws IOException {
    try {
      assertEquals(saved, read(file));
      return false;
    } catch (CheckpointException e) {
      assertEquals(Kind.CORRUPT, e.kind(), e.getMessage());
      assertTrue(e.getMessage().startsWith(file + " is damaged: "), e.getMessage());
      assertEquals(-1, e.getMessage().indexOf('\n'), e.getMessage());
      return true;
    }
  }

  @Test
  void shouldNotBeFooledByAByteOrACut() throws IOException {
    Path file = saved();
    byte[] bytes = Files.readAllBytes(file);
    Map<String, TensorProto> saved = read(file);
    assertEquals(List.of("half/of/it", "step", "words"), List.copyOf(saved.keySet()));
    int refused = 0;
    for (int i = 0; i < bytes.length; i++) {
      for (int mask : MASKS) {
        byte[] changed = bytes.clone();
        changed[i] ^= (byte) mask;
        Files.write(file, changed);
        refused += isRefused(file, saved) ? 1 : 0;
      }
    }
    // An empty block, what points to it, and the footer's padding mean nothing.
    int free = TableReader.FOOTER_BYTES + 2 * Integer.BYTES + TableReader.TRAILER_BYTES;
    assertTrue(refused >= (bytes.length - free) * MASKS.length, refused + " refused");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertTrue(isRefused(file, saved), "cut to " + length);
      Files.write(file, Arrays.copyOfRange(bytes, length + 1, bytes.length));
      assertTrue(isRefused(file, saved), "begun at " + (length + 1));
    }
    Files.writeString(file, "a photograph, say, or a text that somebody gave by mistake: no table");
    assertTrue(isRefused(file, saved));
  }

  private void assertRefused(Kind kind, String message) {
    String file = folder.resolve("forged").toString();
    assertKind(kind, () -> read(Path.of(file)), file, message);
  }

  @Test
  void shouldRefuseListsThatDoNotHoldTogether() throws IOException {
    Path file = folder.resolve("forged");
    forge(file, meta(tensor(DataType.DT_FLOAT, 2, slice(0, 2))), value(slice(0, 2), 5, 6));
    try (CheckpointReader reader = CheckpointReader.open(file.toString())) {
      assertArrayEquals(new float[] {5, 6}, reader.read("v").floats());
    }
    forge(file, meta(tensor(DataType.DT_FLOAT, 2, slice(0, 2))));
    assertRefused(Kind.CORRUPT, "tensor 'v' is listed, and its value is missing");
    forge(file, meta(tensor(DataType.DT_FLOAT, 2, slice(0, 2))), value(slice(0, 2), 5));
    assertRefused(Kind.CORRUPT, "tensor 'v' has 1 values where 2 should be");
    forge(file, meta(tensor(DataType.DT_INT32, 2, slice(0, 2))), value(slice(0, 2), 5, 6));
    assertRefused(Kind.CORRUPT, "tensor 'v' has 0 values where 2 should be");
    forge(file, meta(tensor(DataType.DT_FLOAT, 2, slice(1, 2))), value(slice(1, 2), 5, 6));
    assertRefused(Kind.CORRUPT, "slice 1,2 of tensor 'v' lies outside of [2]");
    forge(file, meta(tensor(DataType.DT_FLOAT, 2)));
    assertRefused(Kind.CORRUPT, "no slice has the elements from [0] on");
    forge(file, meta(tensor(DataType.DT_FLOAT, 3, slice(0, 2))), value(slice(0, 2), 5, 6));
    assertRefused(Kind.CORRUPT, "no slice has the elements from [2] on");
    forge(
        file,
        meta(tensor(DataType.DT_FLOAT, 3, slice(0, 2), slice(1, 2))),
        value(slice(0, 2), 5, 6),
        value(slice(1, 2), 6, 7));
    assertRefused(Kind.CORRUPT, "overlaps another");
    forge(
        file,
        meta(tensor(DataType.DT_FLOAT, 2, slice(0, 1)), tensor(DataType.DT_HALF, 2, slice(1, 1))),
        value(slice(0, 1), 5));
    assertRefused(Kind.CORRUPT, "another dtype or shape than elsewhere");
    forge(file, meta(tensor(DataType.DT_RESOURCE, 2, slice(0, 2))));
    assertRefused(Kind.MISMATCH, "(number 20)");
    forge(file, meta(tensor(DataType.DT_FLOAT, -2, slice(0, 2))));
    assertRefused(Kind.CORRUPT, "an impossible shape");
    forge(file, meta().setVersions(VersionDef.newBuilder().setMinConsumer(2)));
    assertRefused(Kind.MISMATCH, "newer format");
    ByteArrayOutputStream empty = new ByteArrayOutputStream();
    TableWriter.write(List.of(), empty);
    Files.write(file, empty.toByteArray());
    assertRefused(Kind.CORRUPT, "no list of its tensors");
  }

  @Test
  void shouldAllocateNothingForValuesThatAreNotThere() throws IOException {
    Path file = folder.resolve("forged");
    forge(file, meta(tensor(DataType.DT_FLOAT, 1L << 28, slice(0, 1L << 28))), value(slice(0, 1)));
    assertRefused(Kind.CORRUPT, "its value is missing");
    long half = 1L << 27;
    forge(
        file,
        meta(tensor(DataType.DT_DOUBLE, 1L << 28, slice(0, half), slice(half, half))),
        value(slice(0, half)),
        value(slice(half, half)));
    assertRefused(Kind.CORRUPT, "has 0 values where " + half + " should be");
    assertKind(
        Kind.MISMATCH,
        () -> {
          try (CheckpointReader reader = CheckpointReader.open(file.toString())) {
            reader.read("v");
          }
        },
        "more than can be read as one");
    forge(
        file,
        meta(tensor(DataType.DT_FLOAT, 1L << 28, slice(0, half), slice(half, half))),
        value(slice(0, half), 1),
        value(slice(half, half), 1));
    assertRefused(Kind.CORRUPT, "has 1 values where " + half + " should be");
    forge(file, meta(tensor(DataType.DT_FLOAT, 1L << 62, slice(0, 1L << 62))));
    assertRefused(Kind.CORRUPT, "larger than any can be");
  }

  @Test
  void shouldNameTheShardThatIsMissing() throws IOException {
    Path file = saved();
    Path first = folder.resolve("old-1-00000-of-00002");
    Files.move(file, first);
    assertKind(
        Kind.NOT_FOUND,
        () -> CheckpointReader.open(folder.resolve("old-1").toString()),
        folder.resolve("old-1-00001-of-00002") + " does not exist, one of the 2 files");
  }

  @Test
  void shouldBoundKeysByTheirBlock() throws IOException {
    // 255 keys of 64 KiB that each share all but a byte with the one before.
    TableBlock block = new TableBlock(Integer.MAX_VALUE);
    byte[] key = "k".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 1 << 16; i++) {
      key[key.length - 2] = (byte) (i >> 8);
      key[key.length - 1] = (byte) i;
      block.add(new TableEntry(ByteString.copyFrom(key), ByteString.EMPTY));
    }
    ByteString bytes = block.finished();
    assertTrue(bytes.size() < 1 << 20, bytes.size() + " bytes");
    assertKind(
        Kind.CORRUPT,
        () -> new TableEntries("t").of(bytes),
        "t is damaged: the keys of a block have more bytes than it can account for");
  }
}
