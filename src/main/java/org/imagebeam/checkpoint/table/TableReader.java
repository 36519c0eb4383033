package org.imagebeam.checkpoint.table;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;
import org.imagebeam.tfrecord.MaskedCrc;

/**
 * Reads a sorted table in LevelDB's format, as TensorFlow's {@code tsl::table} writes it: blocks of
 * entries whose keys share prefixes, each with a compression type and a masked CRC-32C behind it,
 * then a block that says where they lie, and a footer that says where that one lies.
 *
 * <p>Allocates no more than a multiple of the file's length.
 */
public final class TableReader {
  public static final long MAGIC = 0xdb4775248b80fb57L;
  public static final int FOOTER_BYTES = 48;
  public static final int TRAILER_BYTES = 5;
  public static final byte UNCOMPRESSED = 0;
  public static final byte SNAPPY = 1;

  public static final Comparator<ByteString> KEY_ORDER =
      ByteString.unsignedLexicographicalComparator();

  /** The longest run of output for a byte of input that snappy's format allows is below this. */
  private static final int SNAPPY_MAX_RATIO = 32;

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final String file;
  private final TableSource source;
  private final List<TableEntry> blocks;

  private TableReader(String file, TableSource source) throws IOException {
    this.file = file;
    this.source = source;
    this.blocks = new TableEntries(file).of(indexBlock());
  }

  /**
   * Reads where the blocks lie.
   *
   * @param file named in exceptions
   * @throws CheckpointException CORRUPT, if that doesn't hold together
   */
  public static TableReader open(String file, TableSource source) throws IOException {
    return new TableReader(file, source);
  }

  /**
   * All entries, in the order of their keys.
   *
   * @param file named in exceptions
   * @throws CheckpointException CORRUPT, if any of it doesn't hold together
   */
  public static List<TableEntry> read(String file, ByteString content) throws IOException {
    TableReader table = open(file, TableSource.of(content));
    List<TableEntry> entries = new ArrayList<>();
    for (int i = 0; i < table.blocks(); i++) {
      List<TableEntry> found = table.entries(i);
      if (!entries.isEmpty()
          && !found.isEmpty()
          && KEY_ORDER.compare(entries.get(entries.size() - 1).key(), found.get(0).key()) >= 0) {
        throw table.damaged("its keys are not in order");
      }
      entries.addAll(found);
    }
    return entries;
  }

  /** How many blocks of entries there are. */
  public int blocks() {
    return blocks.size();
  }

  /** The number of the only block that may have an entry of this key; that of none if none may. */
  public int blockOf(ByteString key) {
    int low = 0;
    int high = blocks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (KEY_ORDER.compare(blocks.get(middle).key(), key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The entries of a block, in the order of their keys. */
  public List<TableEntry> entries(int number) throws IOException {
    BlockHandle handle;
    try {
      handle = BlockHandle.read(blocks.get(number).value());
    } catch (IOException e) {
      throw Damage.in(file, "the list of its blocks can't be read", e);
    }
    return new TableEntries(file).of(block(handle));
  }

  private ByteString indexBlock() throws IOException {
    if (source.size() < FOOTER_BYTES) {
      throw damaged("it has " + source.size() + " bytes and was cut short");
    }
    ByteString footer = source.read(source.size() - FOOTER_BYTES, FOOTER_BYTES);
    if (littleEndian(footer).getLong(FOOTER_BYTES - Long.BYTES) != MAGIC) {
      throw damaged("it doesn't end as a checkpoint does: it was cut short, or is no checkpoint");
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
        || index.offset() != source.size() - FOOTER_BYTES - TRAILER_BYTES - index.size()) {
      throw damaged("its footer points elsewhere than to the list of its blocks");
    }
    return block(index);
  }

  private ByteString block(BlockHandle handle) throws IOException {
    long room = source.size() - FOOTER_BYTES - TRAILER_BYTES;
    if (handle.offset() < 0
        || handle.size() < 0
        || handle.offset() > room
        || handle.size() > room - handle.offset()) {
      throw damaged("a block lies outside of it");
    }
    if (handle.size() > LARGEST_ARRAY - TRAILER_BYTES) {
      throw damaged("a block of " + handle.size() + " bytes is larger than any can be");
    }
    int size = (int) handle.size();
    ByteString stored = source.read(handle.offset(), size + TRAILER_BYTES);
    int checksum = littleEndian(stored.substring(size + 1)).getInt();
    if (MaskedCrc.of(stored.substring(0, size + 1)) != checksum) {
      throw damaged(
          "the checksum of the block at byte " + handle.offset() + " is not the stored one");
    }
    ByteString block = stored.substring(0, size);
    return switch (stored.byteAt(size)) {
      case UNCOMPRESSED -> block;
      case SNAPPY -> uncompressed(block);
      default ->
          throw damaged(
              "the block at byte " + handle.offset() + " is compressed in an unknown way");
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

  public static ByteBuffer littleEndian(ByteString bytes) {
    // A part's buffer starts where the part does only once it is sliced.
    return bytes.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private CheckpointException damaged(String what) {
    return Damage.in(file, what);
  }
}
