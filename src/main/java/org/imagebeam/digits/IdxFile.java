package org.imagebeam.digits;

import static java.util.Objects.requireNonNull;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.imagebeam.pipeline.InputException;
import org.imagebeam.storage.Storage;

/**
 * An array of unsigned bytes in the idx format of the MNIST files: two zeros, the type of the
 * elements, the number of dimensions, the size of each as a big-endian int32, then the elements,
 * the last dimension varying fastest. Packed by gzip or not; which, its first bytes say. Not
 * thread-safe.
 */
final class IdxFile implements Closeable {
  static final String ADVICE = "; fetch it again (--data=mnist does it by itself)";

  private static final int UNSIGNED_BYTE = 8;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER_BYTES = 1 << 16;

  private final String path;
  private final DataInputStream in;
  private final List<Integer> shape;

  private IdxFile(String path, DataInputStream in, int dimensions) throws IOException {
    this.path = path;
    this.in = in;
    this.shape = readShape(dimensions);
  }

  /**
   * Opens a file and reads its header; the caller closes it.
   *
   * @param path local or {@code gs://}
   * @param dimensions that it must have: 3 for images, 1 for labels
   * @throws InputException if it isn't such a file, naming it
   * @throws IOException if it can't be read
   */
  static IdxFile open(String path, int dimensions) throws IOException {
    InputStream in = new BufferedInputStream(Storage.open(path), BUFFER_BYTES);
    try {
      return new IdxFile(path, new DataInputStream(unpacked(in)), dimensions);
    } catch (EOFException | ZipException e) {
      in.close();
      throw damaged(path, e);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static InputStream unpacked(InputStream in) throws IOException {
    in.mark(2);
    int magic = in.read() << 8 | in.read();
    in.reset();
    return magic == GZIP_MAGIC
        ? new BufferedInputStream(new GZIPInputStream(in, BUFFER_BYTES), BUFFER_BYTES)
        : in;
  }

  private List<Integer> readShape(int dimensions) throws IOException {
    byte[] magic = new byte[4];
    in.readFully(magic);
    if (magic[0] != 0 || magic[1] != 0 || magic[2] != UNSIGNED_BYTE || magic[3] != dimensions) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s starts with %s, not with 0000%02x%02x: it is no idx file of unsigned bytes with"
                  + " %d dimension%s%s",
              path,
              HexFormat.of().formatHex(magic),
              UNSIGNED_BYTE,
              dimensions,
              dimensions,
              dimensions == 1 ? "" : "s",
              ADVICE));
    }
    List<Integer> sizes = new ArrayList<>();
    long elements = 1;
    for (int i = 0; i < dimensions; i++) {
      int size = in.readInt();
      elements = size < 1 || elements > Integer.MAX_VALUE ? -1 : elements * size;
      sizes.add(size);
      if (elements < 1) {
        throw new InputException(
            path + " states the sizes " + sizes + ", which are impossible" + ADVICE);
      }
    }
    return List.copyOf(sizes);
  }

  /** Returns the size of each dimension. */
  List<Integer> shape() {
    return shape;
  }

  /** Returns the size of the first dimension: images, or labels. */
  int count() {
    return shape.get(0);
  }

  /**
   * Reads the next elements.
   *
   * @throws InputException if there are not so many left
   */
  byte[] read(int length) throws IOException {
    try {
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException("it ends too early");
      }
      return bytes;
    } catch (EOFException | ZipException e) {
      throw damaged(path, e);
    }
  }

  /**
   * Checks that the last element was read, and what gzip knows of the content.
   *
   * @throws InputException if there is more
   */
  void requireEnd() throws IOException {
    try {
      if (in.read() >= 0) {
        throw new InputException(path + " is longer than its sizes " + shape + " allow" + ADVICE);
      }
    } catch (EOFException | ZipException e) {
      throw damaged(path, e);
    }
  }

  private static InputException damaged(String path, IOException e) {
    return new InputException(
        requireNonNull(path, "path is null")
            + " is damaged or truncated ("
            + e.getMessage()
            + ")"
            + ADVICE,
        e);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
