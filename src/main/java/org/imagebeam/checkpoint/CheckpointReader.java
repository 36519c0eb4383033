package org.imagebeam.checkpoint;

import static java.util.Objects.requireNonNull;

import com.google.common.io.ByteStreams;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagebeam.checkpoint.CheckpointException.Kind;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.TensorSliceProto;

/**
 * Reads a checkpoint as TensorFlow's Savers of format V2 write it (a TensorBundle: {@code
 * prefix.index}, {@code prefix.data-00000-of-00001}), local or in {@code gs://}, without
 * TensorFlow.
 *
 * <p>Checks what TensorFlow checks, and more: each block of the index by its checksum, each tensor
 * by its own as it is read. Never allocates more than the files can account for.
 *
 * <p>Not thread-safe.
 */
public final class CheckpointReader implements Closeable {
  private final String prefix;
  private final BundleIndex index;
  private final DataFiles files;
  private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

  private CheckpointReader(String prefix, BundleIndex index) throws CheckpointException {
    this.prefix = prefix;
    this.index = index;
    this.files = new DataFiles(prefix, index.shards());
    for (Map.Entry<String, BundleEntryProto> tensor : index.tensors().entrySet()) {
      tensors.put(tensor.getKey(), info(tensor.getKey(), tensor.getValue()));
    }
  }

  private TensorInfo info(String name, BundleEntryProto entry) throws CheckpointException {
    long bytes = entry.getSlicesCount() == 0 ? entry.getSize() : 0;
    for (TensorSliceProto slice : entry.getSlicesList()) {
      bytes += index.slice(name, slice).getSize();
    }
    return new TensorInfo(
        name, entry.getDtype(), EntryCheck.shape(entry.getShape()), bytes, entry.getSlicesCount());
  }

  /**
   * Reads the index; the data files are opened when they are needed.
   *
   * @param prefix as {@code Saver.save} returns it: the path without {@code .index}
   * @throws CheckpointException NOT_FOUND if there is no such checkpoint, CORRUPT if its index is
   *     damaged, MISMATCH if it is of a kind that is not read (big-endian, a newer format)
   * @throws IOException if the index can't be read
   */
  public static CheckpointReader open(String prefix) throws IOException {
    requireNonNull(prefix, "prefix is null");
    return new CheckpointReader(prefix, BundleIndex.read(prefix));
  }

  /** As it was given. */
  public String prefix() {
    return prefix;
  }

  /** All tensors, in the order of their names' bytes. */
  public List<TensorInfo> tensors() {
    return new ArrayList<>(tensors.values());
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /**
   * What is known of a tensor.
   *
   * @throws CheckpointException NOT_FOUND
   */
  public TensorInfo info(String name) throws CheckpointException {
    TensorInfo info = tensors.get(requireNonNull(name, "name is null"));
    if (info == null) {
      throw new CheckpointException(
          Kind.NOT_FOUND,
          String.format(
              "checkpoint %s has no tensor '%s' ('imagebeam checkpoint show' lists its %d)",
              prefix, name, tensors.size()));
    }
    return info;
  }

  /**
   * Reads a tensor, and checks it. One that was stored in parts is put together.
   *
   * @throws CheckpointException NOT_FOUND if there is no such tensor, or no data file; CORRUPT if
   *     its checksum is not the stored one, or its data are cut short; MISMATCH for variants, and
   *     for more than 2 GiB
   * @throws IOException if it can't be read
   */
  public CheckpointTensor read(String name) throws IOException {
    TensorInfo info = info(name);
    return new TensorReader(prefix, index, files).read(info, entry(name));
  }

  /**
   * Reads a tensor's bytes only to check them; of any size.
   *
   * @throws CheckpointException NOT_FOUND or CORRUPT, as {@link #read}
   * @throws IOException if it can't be read
   */
  public void verify(String name) throws IOException {
    info(name);
    for (BundleEntryProto part : parts(name)) {
      copy(name, part, ByteStreams.nullOutputStream());
    }
  }

  /**
   * Checks all tensors.
   *
   * @return the name of the first, in the order of {@link #tensors}, that is damaged or whose data
   *     file is missing; nothing if all are sound
   * @throws IOException if one can't be read
   */
  public Optional<String> verify() throws IOException {
    for (String name : tensors.keySet()) {
      try {
        verify(name);
      } catch (CheckpointException e) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /**
   * Checks that the data files are there, and as long as they have to be; reads none of them.
   *
   * @throws CheckpointException NOT_FOUND or CORRUPT
   * @throws IOException if that can't be found out
   */
  public void requireFiles() throws IOException {
    for (String name : tensors.keySet()) {
      for (BundleEntryProto part : parts(name)) {
        files.require(name, part);
      }
    }
  }

  BundleEntryProto entry(String name) {
    return index.tensors().get(name);
  }

  /** The entries of a tensor's data: its own, or those of the parts that it is stored in. */
  List<BundleEntryProto> parts(String name) throws CheckpointException {
    BundleEntryProto entry = entry(name);
    if (entry.getSlicesCount() == 0) {
      return List.of(entry);
    }
    List<BundleEntryProto> parts = new ArrayList<>();
    for (TensorSliceProto slice : entry.getSlicesList()) {
      parts.add(index.slice(name, slice));
    }
    return parts;
  }

  /** Copies the bytes of one of {@link #parts} as they are, and checks them. */
  void copy(String name, BundleEntryProto part, OutputStream out) throws IOException {
    files.copy(name, part, out);
  }

  @Override
  public void close() throws IOException {
    files.close();
  }
}
