package org.imagebeam.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imagebeam.checkpoint.bundle.SliceKey;
import org.imagebeam.checkpoint.folder.CheckpointReader;
import org.imagebeam.checkpoint.table.BlockHandle;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.checkpoint.table.TableBlock;
import org.imagebeam.checkpoint.table.TableEntry;
import org.imagebeam.checkpoint.table.TableReader;
import org.imagebeam.checkpoint.table.TableWriter;
import org.imagebeam.tfrecord.MaskedCrc;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;
import org.tensorflow.proto.VersionDef;
import org.xerial.snappy.Snappy;

/** Indexes whose checksums are right, and nothing else of them. */
class CheckpointReaderForgedIndexTest {
  private static final BundleHeaderProto HEADER =
      BundleHeaderProto.newBuilder().setNumShards(1).build();

  @TempDir Path folder;
  private String prefix;

  @BeforeEach
  void choosePrefix() throws IOException {
    prefix = folder.resolve("forged").toString();
    Files.write(Path.of(prefix + ".data-00000-of-00001"), new byte[16]);
  }

  private static BundleEntryProto.Builder entry(DataType dtype, long size, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long dim : shape) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    return BundleEntryProto.newBuilder().setDtype(dtype).setShape(dims).setSize(size);
  }

  private void write(BundleHeaderProto header, BundleEntryProto.Builder entry) throws IOException {
    write(
        List.of(
            new TableEntry(ByteString.EMPTY, header.toByteString()),
            new TableEntry(ByteString.copyFromUtf8("v"), entry.build().toByteString())));
  }

  private void write(List<TableEntry> entries) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TableWriter.write(entries, out);
    Files.write(Path.of(prefix + ".index"), out.toByteArray());
  }

  private void assertRefused(Kind kind, String message) {
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> {
              try (CheckpointReader reader = CheckpointReader.open(prefix)) {
                reader.read("v");
              }
            });
    assertEquals(kind, e.kind(), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void shouldAllocateNothingForSizesThatAreNotThere() throws IOException {
    write(HEADER, entry(DataType.DT_FLOAT, 1L << 40, 1L << 38));
    assertRefused(Kind.MISMATCH, "more than can be read as one");
    write(HEADER, entry(DataType.DT_FLOAT, 1L << 30, 1L << 28));
    assertRefused(Kind.CORRUPT, "tensor 'v' should lie at bytes 0 to 1073741824, and the file has");
    write(HEADER, entry(DataType.DT_STRING, 1L << 30, 1L << 30));
    assertRefused(Kind.CORRUPT, "and the file has 16");
    write(HEADER, entry(DataType.DT_FLOAT, 8, 2).setOffset(Long.MAX_VALUE - 4));
    assertRefused(Kind.CORRUPT, "can't lie in 8 bytes at byte 9223372036854775803");
  }

  @Test
  void shouldRefuseSizesThatShapesDoNotHave() throws IOException {
    write(HEADER, entry(DataType.DT_FLOAT, 12, 2, 2));
    assertRefused(Kind.CORRUPT, "tensor 'v' of shape [2, 2] can't lie in 12 bytes");
    write(HEADER, entry(DataType.DT_STRING, 3, 4));
    assertRefused(Kind.CORRUPT, "can't lie in 3 bytes");
    write(HEADER, entry(DataType.DT_FLOAT, 0, 1L << 40, 1L << 40));
    assertRefused(Kind.CORRUPT, "larger than any can be");
    write(HEADER, entry(DataType.DT_FLOAT, 8, -2));
    assertRefused(Kind.CORRUPT, "an impossible shape");
    write(HEADER, entry(DataType.DT_FLOAT, 8, 2).setOffset(-1));
    assertRefused(Kind.CORRUPT, "at byte -1");
    write(HEADER, entry(DataType.DT_FLOAT, 8, 2).setShardId(1));
    assertRefused(Kind.CORRUPT, "data file 1 of 1");
  }

  @Test
  void shouldRefuseDtypesThatAreNotKnown() throws IOException {
    write(HEADER, entry(DataType.DT_RESOURCE, 8, 2));
    assertRefused(Kind.MISMATCH, "(number 20)");
    write(HEADER, entry(DataType.DT_FLOAT, 8, 2).setDtypeValue(99));
    assertRefused(Kind.MISMATCH, "tensor 'v' has a dtype (number 99) that is not known here");
  }

  @Test
  void shouldRefuseHeadersOfOthers() throws IOException {
    BundleEntryProto.Builder entry = entry(DataType.DT_FLOAT, 8, 2);
    write(HEADER.toBuilder().setEndianness(BundleHeaderProto.Endianness.BIG).build(), entry);
    assertRefused(Kind.MISMATCH, "comes from a big-endian machine");
    VersionDef newer = VersionDef.newBuilder().setProducer(9).setMinConsumer(2).build();
    write(HEADER.toBuilder().setVersion(newer).build(), entry);
    assertRefused(Kind.MISMATCH, "is of a newer format");
    write(HEADER.toBuilder().setNumShards(0).build(), entry);
    assertRefused(Kind.CORRUPT, "it says that there are 0 data files");
    write(List.of(new TableEntry(ByteString.copyFromUtf8("v"), entry.build().toByteString())));
    assertRefused(Kind.CORRUPT, "it has no header");
    write(List.of());
    assertRefused(Kind.CORRUPT, "it has no header");
    write(List.of(new TableEntry(ByteString.EMPTY, ByteString.copyFromUtf8("\0"))));
    assertRefused(Kind.CORRUPT, "its header can't be read");
  }

  @Test
  void shouldRefuseEntriesThatAreNone() throws IOException {
    TableEntry header = new TableEntry(ByteString.EMPTY, HEADER.toByteString());
    ByteString text = ByteString.copyFromUtf8("\0text");
    write(List.of(header, new TableEntry(ByteString.copyFromUtf8("v"), text)));
    assertRefused(Kind.CORRUPT, "the entry of tensor 'v' can't be read");
    ByteString name = ByteString.copyFrom(new byte[] {(byte) 0xc3});
    write(List.of(header, new TableEntry(name, ByteString.EMPTY)));
    assertRefused(Kind.CORRUPT, "a tensor's name is not UTF-8");
    TableEntry entry =
        new TableEntry(
            ByteString.copyFromUtf8("v"), entry(DataType.DT_FLOAT, 8, 2).build().toByteString());
    write(List.of(header, entry, entry));
    assertRefused(Kind.CORRUPT, "its keys are not in order");
  }

  @Test
  void shouldRefusePartsThatOverlapOrStickOut() throws IOException {
    assertPartsRefused(slice(0, 3), slice(2, 2));
    assertPartsRefused(slice(0, 2), slice(3, 2));
    assertPartsRefused(slice(0, 2), slice(-1, 2));
    assertPartsRefused(slice(0, 2));
    write(HEADER, entry(DataType.DT_FLOAT, 0, 4).addSlices(slice(0, 4)));
    assertRefused(Kind.CORRUPT, "a part of tensor 'v' has no entry");
  }

  private void assertPartsRefused(TensorSliceProto... slices) throws IOException {
    List<TableEntry> entries = new ArrayList<>();
    entries.add(new TableEntry(ByteString.EMPTY, HEADER.toByteString()));
    BundleEntryProto.Builder whole = entry(DataType.DT_FLOAT, 0, 4);
    for (TensorSliceProto slice : slices) {
      whole.addSlices(slice);
      long length = slice.getExtent(0).getLength();
      entries.add(
          new TableEntry(
              SliceKey.of("v", slice),
              entry(DataType.DT_FLOAT, 4 * length, length).build().toByteString()));
    }
    entries.add(new TableEntry(ByteString.copyFromUtf8("v"), whole.build().toByteString()));
    entries.sort((a, b) -> TableReader.KEY_ORDER.compare(a.key(), b.key()));
    write(entries);
    assertRefused(Kind.CORRUPT, "the parts of tensor 'v' don't make up one of shape 4");
  }

  private static TensorSliceProto slice(long start, long length) {
    return TensorSliceProto.newBuilder()
        .addExtent(TensorSliceProto.Extent.newBuilder().setStart(start).setLength(length))
        .build();
  }

  @Test
  void shouldReadBlocksThatSnappyCompressed() throws IOException {
    List<TableEntry> entries = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      entries.add(
          new TableEntry(
              ByteString.copyFromUtf8("name/of/a/tensor/" + (i + 10)),
              ByteString.copyFromUtf8("a value, a value, a value")));
    }
    TableBlock block = new TableBlock(16);
    for (TableEntry entry : entries) {
      block.add(entry);
    }
    byte[] compressed = Snappy.compress(block.finished().toByteArray());
    assertTrue(compressed.length < block.size() / 2);
    assertEquals(entries, TableReader.read("t", table(compressed, TableReader.SNAPPY)));
    for (int i = 0; i < compressed.length; i++) {
      byte[] changed = compressed.clone();
      changed[i] ^= 0x55;
      try {
        TableReader.read("t", table(changed, TableReader.SNAPPY));
      } catch (CheckpointException e) {
        assertEquals(Kind.CORRUPT, e.kind());
      }
    }
  }

  @Test
  void shouldAllocateNothingForBlocksThatAreNotThere() throws IOException {
    // A length of 2^31 - 1, and nothing behind it.
    byte[] promise = {-1, -1, -1, -1, 7, 0};
    CheckpointException e =
        assertThrows(
            CheckpointException.class,
            () -> TableReader.read("t", table(promise, TableReader.SNAPPY)));
    assertTrue(e.getMessage().contains("can't hold what it promises"), e.getMessage());
    CheckpointException unknown =
        assertThrows(
            CheckpointException.class, () -> TableReader.read("t", table(promise, (byte) 2)));
    assertTrue(unknown.getMessage().contains("in an unknown way"), unknown.getMessage());
    for (byte[] block :
        List.of(
            new byte[0],
            new byte[] {1, 0, 0},
            new byte[] {-1, -1, -1, -1},
            new byte[] {1, 0, 0, 127},
            new byte[] {1, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0},
            new byte[] {0, -1, -1, -1, -1, 7, 0, 0, 0, 0, 0, 1, 0, 0, 0})) {
      assertEquals(
          Kind.CORRUPT,
          assertThrows(
                  CheckpointException.class,
                  () -> TableReader.read("t", table(block, TableReader.UNCOMPRESSED)))
              .kind());
    }
  }

  /** A table of that one block. */
  private static ByteString table(byte[] stored, byte type) throws IOException {
    TableBlock index = new TableBlock(1);
    index.add(
        new TableEntry(ByteString.copyFromUtf8("z"), new BlockHandle(0, stored.length).encoded()));
    ByteString list = withTrailer(index.finished(), (byte) 0);
    ByteString handles =
        new BlockHandle(0, 0)
            .encoded()
            .concat(
                new BlockHandle(
                        stored.length + TableReader.TRAILER_BYTES,
                        list.size() - TableReader.TRAILER_BYTES)
                    .encoded());
    ByteBuffer footer =
        ByteBuffer.allocate(TableReader.FOOTER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    handles.copyTo(footer);
    footer.putLong(TableReader.FOOTER_BYTES - Long.BYTES, TableReader.MAGIC);
    ByteString whole =
        withTrailer(UnsafeByteOperations.unsafeWrap(stored), type)
            .concat(list)
            .concat(ByteString.copyFrom(footer.array()));
    return ByteString.copyFrom(whole.toByteArray());
  }

  private static ByteString withTrailer(ByteString block, byte type) {
    ByteString checked = block.concat(ByteString.copyFrom(new byte[] {type}));
    ByteBuffer crc =
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0, MaskedCrc.of(checked));
    return checked.concat(ByteString.copyFrom(crc));
  }
}
