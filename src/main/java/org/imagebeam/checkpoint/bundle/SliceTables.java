package org.imagebeam.checkpoint.bundle;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.checkpoint.table.Damage;
import org.imagebeam.checkpoint.table.TableReader;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SavedSliceMeta;
import org.tensorflow.proto.TensorSliceProto;

/**
 * A checkpoint of format V1, which {@code Saver(write_version=V1)} writes and TensorFlow up to 0.12
 * wrote: one file, or one for each shard. Not thread-safe.
 */
public final class SliceTables implements TensorStore {
  private final List<TensorSliceFile> files = new ArrayList<>();
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private SliceTables() {}

  /**
   * Reads which tensors there are.
   *
   * @param prefix the file, or {@code name-?????-of-00002} for several
   * @throws CheckpointException NOT_FOUND, CORRUPT or MISMATCH
   */
  public static SliceTables open(String prefix) throws IOException {
    SliceTables tables = new SliceTables();
    try {
      for (String path : ShardNames.files(prefix)) {
        tables.files.add(TensorSliceFile.open(path));
      }
      tables.collect();
      return tables;
    } catch (IOException | RuntimeException e) {
      tables.close();
      throw e;
    }
  }

  private void collect() throws IOException {
    Map<ByteString, Found> found = new TreeMap<>(TableReader.KEY_ORDER);
    for (TensorSliceFile file : files) {
      for (SavedSliceMeta meta : file.meta().getTensorList()) {
        Found same = found.computeIfAbsent(meta.getNameBytes(), name -> new Found(meta));
        same.add(file, meta);
      }
    }
    for (Found tensor : found.values()) {
      tensors.put(tensor.meta.getName(), tensor.stored());
    }
  }

  @Override
  public Map<String, StoredTensor> tensors() {
    return tensors;
  }

  @Override
  public String file() {
    return files.get(0).path();
  }

  @Override
  public void requireFiles() {
    // They were opened all.
  }

  @Override
  public void close() throws IOException {
    for (TensorSliceFile file : files) {
      file.close();
    }
  }

  /** What the files have of one tensor. */
  private static final class Found {
    private final SavedSliceMeta meta;
    private final String name;
    private final List<Long> shape;
    private final List<TensorSlice> slices = new ArrayList<>();

    Found(SavedSliceMeta meta) {
      this.meta = meta;
      this.name = meta.getName();
      this.shape = EntryCheck.shape(meta.getShape());
    }

    void add(TensorSliceFile file, SavedSliceMeta other) throws CheckpointException {
      if (!meta.getNameBytes().isValidUtf8()) {
        throw Damage.in(file.path(), "a tensor's name is not UTF-8");
      }
      EntryCheck.elements(file.path(), name, other.getShape());
      DataType dtype = other.getType();
      if (dtype != DataType.DT_STRING && Dtypes.width(dtype).isEmpty()) {
        throw new CheckpointException(
            Kind.MISMATCH,
            String.format(
                Locale.ROOT,
                "%s: tensor '%s' has a dtype (number %d) that is not known here",
                file.path(),
                name,
                other.getTypeValue()));
      }
      if (dtype != meta.getType() || !EntryCheck.shape(other.getShape()).equals(shape)) {
        throw Damage.in(
            file.path(), "tensor '" + name + "' has another dtype or shape than elsewhere");
      }
      for (TensorSliceProto slice : other.getSliceList()) {
        SlicePlace place = SlicePlace.of(shape, slice);
        if (!place.isInside()) {
          throw Damage.in(
              file.path(),
              String.format(
                  Locale.ROOT, "slice %s of tensor '%s' lies outside of %s", place, name, shape));
        }
        slices.add(new TensorSlice(file, name, dtype, slice, place));
      }
    }

    StoredTensor stored() throws IOException {
      // By their keys, so that each block of the files is read once.
      slices.sort(Comparator.comparing(TensorSlice::key, TableReader.KEY_ORDER));
      long bytes = 0;
      for (TensorSlice slice : slices) {
        slice.measure();
        bytes += slice.bytes();
      }
      boolean whole = slices.size() == 1 && slices.get(0).slice().isEmpty();
      return new StoredTensor(
          new TensorInfo(name, meta.getType(), shape, bytes, whole ? 0 : slices.size()),
          List.copyOf(slices));
    }
  }
}
