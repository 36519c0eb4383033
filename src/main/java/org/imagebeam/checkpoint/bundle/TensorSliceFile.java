package org.imagebeam.checkpoint.bundle;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.checkpoint.table.Damage;
import org.imagebeam.checkpoint.table.TableEntry;
import org.imagebeam.checkpoint.table.TableReader;
import org.imagebeam.checkpoint.table.TableSource;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.SavedTensorSliceMeta;
import org.tensorflow.proto.SavedTensorSlices;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorSliceProto;
import org.tensorflow.proto.VersionDef;

/**
 * One file of a checkpoint of format V1: a table with the list of its slices under the empty key,
 * and each slice under the key that {@link SliceKey} gives. A tensor that isn't cut is one slice.
 * Not thread-safe.
 */
public final class TensorSliceFile implements Closeable {
  /** The format that is read here: TensorFlow's {@code TF_CHECKPOINT_VERSION}. */
  private static final int VERSION = 1;

  private static final int NONE = -1;

  private final DataFile data;
  private final TableReader table;
  private final SavedTensorSliceMeta meta;

  private int loaded = NONE;
  private Map<ByteString, ByteString> entries = Map.of();

  private TensorSliceFile(DataFile data) throws IOException {
    this.data = data;
    this.table = TableReader.open(data.path(), source(data));
    this.meta = readMeta();
  }

  /**
   * Reads which slices a file has.
   *
   * @throws CheckpointException NOT_FOUND, CORRUPT or MISMATCH
   */
  static TensorSliceFile open(String path) throws IOException {
    DataFile data = DataFile.open(path, "a part of the checkpoint");
    try {
      return new TensorSliceFile(data);
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  /**
   * Whether a file ends as one of this kind does; an index of format V2 does, too.
   *
   * @throws IOException if it can't be read
   */
  public static boolean isOne(String path) throws IOException {
    DataFile file = DataFile.open(path, "a part of the checkpoint");
    try {
      return file.size() >= TableReader.FOOTER_BYTES
          && TableReader.littleEndian(file.read(file.size() - Long.BYTES, Long.BYTES)).getLong()
              == TableReader.MAGIC;
    } finally {
      file.close();
    }
  }

  private static TableSource source(DataFile data) {
    return new TableSource() {
      @Override
      public long size() {
        return data.size();
      }

      @Override
      public ByteString read(long offset, int length) throws IOException {
        return data.read(offset, length);
      }
    };
  }

  private SavedTensorSliceMeta readMeta() throws IOException {
    ByteString found = find(ByteString.EMPTY);
    if (found == null) {
      throw Damage.in(path(), "it has no list of its tensors");
    }
    SavedTensorSliceMeta read = parse(found, "the list of its tensors").getMeta();
    VersionDef version = read.getVersions();
    if (version.getMinConsumer() > VERSION || version.getBadConsumersList().contains(VERSION)) {
      throw new CheckpointException(
          Kind.MISMATCH,
          path() + " is of a newer format than the one that is known here, " + VERSION);
    }
    return read;
  }

  String path() {
    return data.path();
  }

  /** Its tensors, and their slices. */
  SavedTensorSliceMeta meta() {
    return meta;
  }

  /**
   * The elements of a slice, which the file's list names.
   *
   * @throws CheckpointException CORRUPT if they are not there, or can't be read
   */
  TensorProto slice(String name, TensorSliceProto slice) throws IOException {
    ByteString found = find(SliceKey.of(name, slice));
    if (found == null) {
      throw Damage.in(path(), "tensor '" + name + "' is listed, and its value is missing");
    }
    return parse(found, "the value of tensor '" + name + "'").getData().getData();
  }

  private SavedTensorSlices parse(ByteString value, String what) throws CheckpointException {
    try {
      return SavedTensorSlices.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw Damage.in(path(), what + " can't be read", e);
    }
  }

  /** The value of a key, or null; keeps the block, since most are asked for in their order. */
  private @Nullable ByteString find(ByteString key) throws IOException {
    int block = table.blockOf(key);
    if (block == table.blocks()) {
      return null;
    }
    if (block != loaded) {
      loaded = NONE;
      entries = Map.of();
      List<TableEntry> all = table.entries(block);
      Map<ByteString, ByteString> byKey = new HashMap<>();
      all.forEach(entry -> byKey.put(entry.key(), entry.value()));
      entries = byKey;
      loaded = block;
    }
    return entries.get(key);
  }

  @Override
  public void close() throws IOException {
    data.close();
  }
}
