package org.imagebeam.checkpoint.bundle;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.imagebeam.checkpoint.table.CheckpointException;
import org.imagebeam.checkpoint.table.CheckpointException.Kind;
import org.imagebeam.checkpoint.table.Damage;
import org.imagebeam.storage.FileVersion;
import org.imagebeam.storage.Storage;

/**
 * One of a checkpoint's data files, read at any place. What is read in the order in which it lies
 * comes from one stream. Not thread-safe.
 */
final class DataFile implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final String path;
  private final FileVersion version;
  private InputStream in = InputStream.nullInputStream();

  /** Where {@link #in} is; -1 if there is none. */
  private long position = -1;

  private DataFile(String path, FileVersion version) {
    this.path = path;
    this.version = version;
  }

  /**
   * Looks for the file.
   *
   * @param what should lie there, such as a tensor and its name
   * @throws CheckpointException NOT_FOUND
   */
  static DataFile open(String path, String what) throws IOException {
    FileVersion version =
        Storage.version(path)
            .orElseThrow(
                () ->
                    new CheckpointException(
                        Kind.NOT_FOUND, path + " does not exist, which holds " + what));
    return new DataFile(path, version);
  }

  /** How many bytes it has. */
  long size() {
    return version.sizeBytes();
  }

  /** Reads bytes that {@link #size} says are there. */
  ByteString read(long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    for (int done = 0; done < length; ) {
      done += read(offset + done, bytes, done, length - done);
    }
    // Nobody else has the array.
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  String path() {
    return path;
  }

  /**
   * Checks that the file has those bytes.
   *
   * @param name of the tensor that should lie there
   * @throws CheckpointException CORRUPT
   */
  void require(String name, long offset, long size) throws CheckpointException {
    if (offset > version.sizeBytes() || size > version.sizeBytes() - offset) {
      throw Damage.in(
          path,
          String.format(
              Locale.ROOT,
              "tensor '%s' should lie at bytes %d to %d, and the file has %d",
              name,
              offset,
              offset + size,
              version.sizeBytes()));
    }
  }

  /** Reads on from {@code offset}, up to {@code length} bytes and at least one of them. */
  int read(long offset, byte[] bytes, int at, int length) throws IOException {
    try {
      if (position != offset) {
        close();
        in = new BufferedInputStream(Storage.open(path, version, offset), BUFFER_BYTES);
        position = offset;
      }
      int count = in.read(bytes, at, length);
      if (count < 0) {
        throw Damage.in(path, "it ends at byte " + position);
      }
      position += count;
      return count;
    } catch (FileNotFoundException e) {
      throw new CheckpointException(
          Kind.NOT_FOUND, path + " was replaced or deleted while it was read; start again", e);
    }
  }

  @Override
  public void close() throws IOException {
    position = -1;
    in.close();
  }
}
