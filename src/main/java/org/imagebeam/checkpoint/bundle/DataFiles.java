package org.imagebeam.checkpoint.bundle;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.checkpoint.table.Damage;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.DataType;

/** A checkpoint's data files. Not thread-safe. */
final class DataFiles implements Closeable {
  private static final int PART_BYTES = 1 << 18;

  private final String prefix;
  private final int shards;
  private final Map<Integer, DataFile> open = new HashMap<>();

  DataFiles(String prefix, int shards) {
    this.prefix = prefix;
    this.shards = shards;
  }

  /** Opens the file if need be, and checks that it has what the entry promises. */
  DataFile require(String name, BundleEntryProto entry) throws IOException {
    DataFile file = open.get(entry.getShardId());
    if (file == null) {
      file =
          DataFile.open(
              CheckpointPaths.data(prefix, entry.getShardId(), shards), "tensor '" + name + "'");
      open.put(entry.getShardId(), file);
    }
    file.require(name, entry.getOffset(), entry.getSize());
    return file;
  }

  /**
   * Checks that there are as many files as there should be, also such as no tensor lies in.
   *
   * @throws CheckpointException NOT_FOUND
   */
  void requireAll() throws IOException {
    for (int shard = 0; shard < shards; shard++) {
      String path = CheckpointPaths.data(prefix, shard, shards);
      if (!open.containsKey(shard) && !Storage.exists(path)) {
        throw new CheckpointException(
            Kind.NOT_FOUND, path + " does not exist, one of " + shards + " data files");
      }
    }
  }

  /**
   * Copies the bytes of a tensor, or of a part of one, to {@code out}, and then checks them.
   *
   * @throws CheckpointException NOT_FOUND or CORRUPT; some of the bytes may have been copied
   */
  void copy(String name, BundleEntryProto entry, OutputStream out) throws IOException {
    DataFile file = require(name, entry);
    TensorChecksum checksum = checksum(entry);
    byte[] part = new byte[(int) Math.min(PART_BYTES, entry.getSize())];
    for (long done = 0; done < entry.getSize(); ) {
      int count =
          file.read(
              entry.getOffset() + done,
              part,
              0,
              (int) Math.min(part.length, entry.getSize() - done));
      checksum.add(part, 0, count);
      out.write(part, 0, count);
      done += count;
    }
    if (!checksum.matches(entry.getCrc32C())) {
      throw Damage.in(
          file.path(),
          String.format(
              Locale.ROOT,
              "the checksum of tensor '%s' (bytes %d to %d) is not the stored one",
              name,
              entry.getOffset(),
              entry.getOffset() + entry.getSize()));
    }
  }

  private static TensorChecksum checksum(BundleEntryProto entry) {
    List<Long> shape = EntryCheck.shape(entry.getShape());
    long elements = shape.stream().reduce(1L, (a, b) -> a * b);
    if (entry.getDtype() == DataType.DT_STRING) {
      return new StringChecksum(elements);
    }
    return entry.getDtype() == DataType.DT_VARIANT
        ? new VariantChecksum(elements)
        : TensorChecksum.ofBytes();
  }

  @Override
  public void close() throws IOException {
    for (DataFile file : open.values()) {
      file.close();
    }
  }
}
