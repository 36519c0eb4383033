package org.imagebeam.checkpoint.folder;

import static java.util.Objects.requireNonNull;

import com.google.common.io.CountingOutputStream;
import com.google.protobuf.ByteString;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.imagebeam.checkpoint.bundle.CheckpointPaths;
import org.imagebeam.checkpoint.bundle.SliceKey;
import org.imagebeam.checkpoint.bundle.StoredPart;
import org.imagebeam.checkpoint.bundle.StoredTensor;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.TableEntry;
import org.imagebeam.checkpoint.table.TableReader;
import org.imagebeam.checkpoint.table.TableWriter;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorSliceProto;
import org.tensorflow.proto.VersionDef;

/**
 * Writes a checkpoint of tensors that come from others, byte for byte, in format V2; one data file,
 * whatever they came from. TensorFlow reads it as one of its own.
 *
 * <pre>{@code
 * try (CheckpointReader from = CheckpointReader.open("model.ckpt-1000");
 *     CheckpointWriter to = CheckpointWriter.create("renamed")) {
 *   to.copy(from, "W", "weights");
 *   to.commit();
 * }
 * }</pre>
 *
 * <p>The data appear first and the index last, each whole or not at all: where there is an index,
 * there are its data. Not thread-safe.
 */
public final class CheckpointWriter implements Closeable {
  private static final int FORMAT = 1;

  private final String prefix;
  private final AtomicFile data;
  private final CountingOutputStream out;
  private final Map<ByteString, BundleEntryProto> entries = new TreeMap<>(TableReader.KEY_ORDER);

  private CheckpointWriter(String prefix, AtomicFile data) {
    this.prefix = prefix;
    this.data = data;
    this.out = new CountingOutputStream(data.out());
  }

  /**
   * Starts a checkpoint; nothing is to be seen of it before {@link #commit}.
   *
   * @throws org.imagebeam.local.OutputException if it can't be written there
   */
  public static CheckpointWriter create(String prefix) throws IOException {
    requireNonNull(prefix, "prefix is null");
    return new CheckpointWriter(prefix, AtomicFile.create(CheckpointPaths.data(prefix, 0, 1)));
  }

  /**
   * Adds a tensor, checked as it is read. One that is stored in parts stays so.
   *
   * @param from of another prefix than this
   * @param as its name here
   * @throws IllegalArgumentException if there is a tensor {@code as} already
   * @throws CheckpointException as {@link CheckpointReader#read}; nothing can be committed then
   */
  public void copy(CheckpointReader from, String name, String as) throws IOException {
    StoredTensor tensor = from.stored(name);
    if (tensor.isWhole()) {
      put(ByteString.copyFromUtf8(as), as, copied(tensor, tensor.parts().get(0)));
      return;
    }
    from.requireWhole(name);
    BundleEntryProto.Builder whole = entry(tensor, tensor.info().shape());
    for (StoredPart part : tensor.parts()) {
      TensorSliceProto slice = part.slice().orElseThrow();
      whole.addSlices(slice);
      put(SliceKey.of(as, slice), as, copied(tensor, part));
    }
    put(ByteString.copyFromUtf8(as), as, whole.build());
  }

  private BundleEntryProto copied(StoredTensor tensor, StoredPart part) throws IOException {
    long offset = out.getCount();
    int checksum = part.copyTo(out);
    return entry(tensor, part.place().length())
        .setOffset(offset)
        .setSize(out.getCount() - offset)
        .setCrc32C(checksum)
        .build();
  }

  private static BundleEntryProto.Builder entry(StoredTensor tensor, List<Long> shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    shape.forEach(size -> dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
    return BundleEntryProto.newBuilder().setDtype(tensor.info().dtype()).setShape(dims);
  }

  private void put(ByteString key, String name, BundleEntryProto entry) {
    if (entries.putIfAbsent(key, entry) != null) {
      throw new IllegalArgumentException("two tensors are to be called '" + name + "'");
    }
  }

  /**
   * Makes the checkpoint appear, in place of one of the same prefix.
   *
   * @throws org.imagebeam.local.OutputException if that fails
   */
  public void commit() throws IOException {
    String indexFile = CheckpointPaths.index(prefix);
    try (AtomicFile index = AtomicFile.create(indexFile)) {
      TableWriter.write(tableEntries(), index.out());
      // So that an index is never beside other data than its own.
      Storage.delete(indexFile);
      data.commit();
      index.commit();
    }
  }

  private List<TableEntry> tableEntries() {
    BundleHeaderProto header =
        BundleHeaderProto.newBuilder()
            .setNumShards(1)
            .setVersion(VersionDef.newBuilder().setProducer(FORMAT))
            .build();
    List<TableEntry> table = new ArrayList<>();
    table.add(new TableEntry(ByteString.EMPTY, header.toByteString()));
    entries.forEach((key, entry) -> table.add(new TableEntry(key, entry.toByteString())));
    return table;
  }

  /** Discards what was not committed. May be called again. */
  @Override
  public void close() throws IOException {
    data.close();
  }
}
