package org.imagebeam.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;
import org.imagebeam.graph.MaskedCrc;

/**
 * Reads a sorted table in LevelDB's format, as TensorFlow's {@code tsl::table} writes it: blocks of
 * entries whose keys share prefixes, each with a compression type and a masked CRC-32C behind it,
 * then a block that says where they lie, and a footer that says where that one lies.
 */
final class TableReader {
  static final long MAGIC = 0xdb4775248b80fb57L;
  static final int FOOTER_BYTES = 48;
  static final int TRAILER_BYTES = 5;
  static final byte UNCOMPRESSED = 0;
  static final byte SNAPPY = 1;

  static final Comparator<ByteString> KEY_ORDER = ByteString.unsignedLexicographicalComparator();

  /** The longest run of output for a byte of input that snappy's format allows is below this. */
  private static final int SNAPPY_MAX_RATIO = 32;

  private final String file;
  private final ByteString content;

  private TableReader(String file, ByteString content) {
    this.file = file;
    this.content = content;
  }

  /**
   * All entries, in the order of their keys.
   *
   * @param file named in exceptions
   * @throws CheckpointException CORRUPT, if any of it doesn't hold together
   */
  static List<TableEntry> read(String file, ByteString content) throws CheckpointException {
    TableReader table = new TableReader(file, content);
    List<TableEntry> entries = new ArrayList<>();
    for (TableEntry block : table.entries(table.indexBlock())) {
      List<TableEntry> found = table.entries(table.block(table.handle(block.value())));
      for (TableEntry entry : found) {
        if (!entries.isEmpty()
            && KEY_ORDER.compare(entries.get(entries.size() - 1).key(), entry.key()) >= 0) {
          throw table.damaged("its keys are not in order");
        }
        entries.add(entry);
      }
    }
    return entries;
  }

  private ByteString indexBlock() throws CheckpointException {
    if (content.size() < FOOTER_BYTES) {
      throw damaged("it has " + content.size() + " bytes and was cut short");
    }
    ByteString footer = content.substring(content.size() - FOOTER_BYTES);
    if (littleEndian(footer).getLong(FOOTER_BYTES - Long.BYTES) != MAGIC) {
      throw damaged("it doesn't end as a checkpoint's index does, it may have been cut short");
    }
    BlockHandle index;
    try {
      CodedInputStream in = footer.newCodedInput();
      in.readRawVarint64();
      in.readRawVarint64();
      index = new BlockHandle(in.readRawVarint64(), in.readRawVarint64());
    } catch (IOException e) {
      throw Damage.in(file, "its footer can't be read", e);
    }
    // So that no other block can be taken for it.
    if (index.size() < 0
        || index.offset() != content.size() - FOOTER_BYTES - TRAILER_BYTES - index.size()) {
      throw damaged("its footer points elsewhere than to the list of its blocks");
    }
    return block(index);
  }

  private BlockHandle handle(ByteString value) throws CheckpointException {
    try {
      return BlockHandle.read(value);
    } catch (IOException e) {
      throw Damage.in(file, "the list of its blocks can't be read", e);
    }
  }

  private ByteString block(BlockHandle handle) throws CheckpointException {
    long room = (long) content.size() - FOOTER_BYTES - TRAILER_BYTES;
    if (handle.offset() < 0
        || handle.size() < 0
        || handle.offset() > room
        || handle.size() > room - handle.offset()) {
      throw damaged("a block lies outside of it");
    }
    int start = (int) handle.offset();
    int end = (int) (handle.offset() + handle.size());
    ByteString checked = content.substring(start, end + 1);
    int stored = littleEndian(content.substring(end + 1, end + TRAILER_BYTES)).getInt();
    if (MaskedCrc.of(checked) != stored) {
      throw damaged("the checksum of the block at byte " + start + " is not the stored one");
    }
    ByteString block = content.substring(start, end);
    return switch (checked.byteAt(checked.size() - 1)) {
      case UNCOMPRESSED -> block;
      case SNAPPY -> uncompressed(block);
      default -> throw damaged("the block at byte " + start + " is compressed in an unknown way");
    };
  }

  private ByteString uncompressed(ByteString block) throws CheckpointException {
    try (SnappyCompressorInputStream in = new SnappyCompressorInputStream(block.newInput())) {
      if (in.getSize() < 0 || in.getSize() > (long) block.size() * SNAPPY_MAX_RATIO) {
        throw damaged("a block of " + block.size() + " bytes can't hold what it promises");
      }
      ByteString bytes = ByteString.readFrom(in);
      if (bytes.size() != in.getSize()) {
        throw damaged("a compressed block was cut short");
      }
      return bytes;
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw Damage.in(file, "a compressed block can't be read", e);
    }
  }

  private List<TableEntry> entries(ByteString block) throws CheckpointException {
    int countAt = block.size() - Integer.BYTES;
    int restarts = countAt < 0 ? -1 : littleEndian(block).getInt(countAt);
    // Restarts are for seeking in a block, which nobody does here.
    long end = countAt - (long) Integer.BYTES * restarts;
    if (restarts < 0 || end < 0) {
      throw damaged("a block has no end");
    }
    List<TableEntry> entries = new ArrayList<>();
    try {
      CodedInputStream in = block.substring(0, (int) end).newCodedInput();
      ByteString key = ByteString.EMPTY;
      while (!in.isAtEnd()) {
        int shared = in.readUInt32();
        int unshared = in.readUInt32();
        int length = in.readUInt32();
        if (shared < 0 || shared > key.size()) {
          throw damaged("an entry shares more of its key than there is");
        }
        byte[] bytes = key.substring(0, shared).concat(raw(in, unshared)).toByteArray();
        key = ByteString.copyFrom(bytes);
        entries.add(new TableEntry(key, raw(in, length)));
      }
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException e) {
      throw Damage.in(file, "an entry was cut short", e);
    }
    return entries;
  }

  private static ByteString raw(CodedInputStream in, int length) throws IOException {
    return ByteString.copyFrom(in.readRawBytes(length));
  }

  private static ByteBuffer littleEndian(ByteString bytes) {
    // A part's buffer starts where the part does only once it is sliced.
    return bytes.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private CheckpointException damaged(String what) {
    return Damage.in(file, what);
  }
}
