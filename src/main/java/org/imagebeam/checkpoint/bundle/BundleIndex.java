package org.imagebeam.checkpoint.bundle;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.checkpoint.table.Damage;
import org.imagebeam.checkpoint.table.TableEntry;
import org.imagebeam.checkpoint.table.TableReader;
import org.imagebeam.storage.FileTooLargeException;
import org.imagebeam.storage.Storage;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.TensorSliceProto;

/** What the index of a TensorBundle says, checked as far as it can be without the data. */
public final class BundleIndex {
  /** The bundle's format that is read here: TensorFlow's {@code kTensorBundleVersion}. */
  private static final int VERSION = 1;

  /** Some millions of tensors. */
  private static final long MAX_BYTES = 1L << 30;

  private final String file;
  private final int shards;
  private final Map<String, BundleEntryProto> tensors = new LinkedHashMap<>();
  private final Map<ByteString, BundleEntryProto> slices = new HashMap<>();

  private BundleIndex(String file, List<TableEntry> entries) throws CheckpointException {
    this.file = file;
    Iterator<TableEntry> remaining = entries.iterator();
    this.shards = readHeader(remaining);
    while (remaining.hasNext()) {
      TableEntry entry = remaining.next();
      BundleEntryProto parsed = parse(entry);
      if (SliceKey.isSlice(entry.key())) {
        slices.put(entry.key(), parsed);
      } else {
        tensors.put(entry.key().toStringUtf8(), parsed);
      }
    }
    for (Map.Entry<String, BundleEntryProto> tensor : tensors.entrySet()) {
      EntryCheck.check(file, tensor.getKey(), tensor.getValue(), shards);
      for (TensorSliceProto slice : tensor.getValue().getSlicesList()) {
        EntryCheck.check(file, tensor.getKey(), slice(tensor.getKey(), slice), shards);
      }
    }
  }

  /**
   * Reads {@code prefix.index}.
   *
   * @throws CheckpointException NOT_FOUND, CORRUPT or MISMATCH
   * @throws IOException if it can't be read
   */
  public static BundleIndex read(String prefix) throws IOException {
    String file = CheckpointPaths.index(prefix);
    try {
      byte[] content = Storage.readAll(file, MAX_BYTES);
      return new BundleIndex(
          file, TableReader.read(file, UnsafeByteOperations.unsafeWrap(content)));
    } catch (FileTooLargeException e) {
      throw Damage.in(file, "no checkpoint has so large an index", e);
    } catch (FileNotFoundException | NoSuchFileException e) {
      throw missing(prefix, e);
    }
  }

  private static IOException missing(String prefix, IOException e) throws IOException {
    String file = CheckpointPaths.index(prefix);
    if (Storage.exists(file)) {
      // No permission, or a folder.
      return e;
    }
    return new CheckpointException(
        Kind.NOT_FOUND, "there is no checkpoint " + prefix + ": " + file + " does not exist", e);
  }

  private int readHeader(Iterator<TableEntry> entries) throws CheckpointException {
    TableEntry first = entries.hasNext() ? entries.next() : null;
    if (first == null || !first.key().isEmpty()) {
      throw Damage.in(file, "it has no header");
    }
    BundleHeaderProto header;
    try {
      header = BundleHeaderProto.parseFrom(first.value());
    } catch (InvalidProtocolBufferException e) {
      throw Damage.in(file, "its header can't be read", e);
    }
    if (header.getEndianness() != BundleHeaderProto.Endianness.LITTLE) {
      throw new CheckpointException(
          Kind.MISMATCH,
          file + " comes from a big-endian machine; save it anew on a little-endian one");
    }
    if (header.getVersion().getMinConsumer() > VERSION
        || header.getVersion().getBadConsumersList().contains(VERSION)) {
      throw new CheckpointException(
          Kind.MISMATCH,
          file + " is of a newer format than the one that is known here, " + VERSION);
    }
    if (header.getNumShards() < 1) {
      throw Damage.in(file, "it says that there are " + header.getNumShards() + " data files");
    }
    return header.getNumShards();
  }

  private BundleEntryProto parse(TableEntry entry) throws CheckpointException {
    if (!SliceKey.isSlice(entry.key()) && !entry.key().isValidUtf8()) {
      throw Damage.in(file, "a tensor's name is not UTF-8");
    }
    try {
      return BundleEntryProto.parseFrom(entry.value());
    } catch (InvalidProtocolBufferException e) {
      throw Damage.in(
          file, "the entry of tensor '" + entry.key().toStringUtf8() + "' can't be read", e);
    }
  }

  /** How many data files there are. */
  int shards() {
    return shards;
  }

  /** The index file's path. */
  String file() {
    return file;
  }

  /**
   * Checks that each slice that is stored belongs to a tensor.
   *
   * @throws CheckpointException CORRUPT
   */
  void requireNoStraySlices() throws CheckpointException {
    long listed = tensors.values().stream().mapToLong(BundleEntryProto::getSlicesCount).sum();
    if (slices.size() > listed) {
      throw Damage.in(
          file,
          String.format(
              Locale.ROOT,
              "it has %d slices, and its tensors list only %d of them",
              slices.size(),
              listed));
    }
  }

  /** In the order of their names' bytes. */
  public Map<String, BundleEntryProto> tensors() {
    return tensors;
  }

  /** Where a part of a partitioned tensor lies, and its shape. */
  BundleEntryProto slice(String name, TensorSliceProto slice) throws CheckpointException {
    BundleEntryProto entry = slices.get(SliceKey.of(name, slice));
    if (entry == null) {
      throw Damage.in(file, "a part of tensor '" + name + "' has no entry");
    }
    return entry;
  }
}
