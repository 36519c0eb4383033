package org.imagebeam.npy;

import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.imagebeam.storage.AtomicFile;
import org.imagebeam.storage.ScratchFolder;

/**
 * Writes a matrix of float32 as an {@code .npy} file, whole or not at all. {@code numpy.load} reads
 * it, also with {@code mmap_mode}: version 1.0 of <a
 * href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's format</a>,
 * little-endian, in row order.
 *
 * <p>The number of rows stands in front of them, so they wait in a temporary file until all are
 * there. Not thread-safe.
 */
public final class NpyFile implements Closeable {
  /** Magic string and version. */
  static final byte[] START = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** What the header's length is a multiple of, so that the values can be mapped into memory. */
  private static final int ALIGNMENT = 64;

  private static final int BUFFER_BYTES = 1 << 16;

  private final String path;
  private final int columns;
  private final ScratchFolder scratch;
  private final Path body;
  private final OutputStream out;
  private long rows;

  private NpyFile(String path, int columns, ScratchFolder scratch) throws IOException {
    this.path = path;
    this.columns = columns;
    this.scratch = scratch;
    this.body = scratch.path().resolve("rows");
    this.out = new BufferedOutputStream(Files.newOutputStream(body), BUFFER_BYTES);
  }

  /**
   * Starts a file.
   *
   * @param path local or {@code gs://}; written at {@link #commit}
   * @param columns values a row
   * @throws IOException if there is no room for temporary files
   */
  public static NpyFile create(String path, int columns) throws IOException {
    requireNonNull(path, "path is null");
    ScratchFolder scratch = ScratchFolder.create();
    try {
      return new NpyFile(path, columns, scratch);
    } catch (IOException | RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  /**
   * Adds a row.
   *
   * @param values float32, little-endian, as many as the matrix has columns
   * @throws IllegalArgumentException if there are more or fewer
   * @throws IOException if it can't be written
   */
  public void add(byte[] values) throws IOException {
    if (values.length != columns * Float.BYTES) {
      throw new IllegalArgumentException(
          "a row of " + values.length + " bytes in a matrix of " + columns + " columns");
    }
    out.write(values);
    rows++;
  }

  /** Returns how many rows there are so far. */
  public long rows() {
    return rows;
  }

  /**
   * Writes the file.
   *
   * @throws IOException if it can't be written; then it isn't there
   */
  public void commit() throws IOException {
    out.close();
    try (AtomicFile file = AtomicFile.create(path)) {
      file.out().write(header(rows, columns));
      Files.copy(body, file.out());
      file.commit();
    }
  }

  /** Magic string, version, the length of the text as two bytes, and the text. */
  private static byte[] header(long rows, int columns) {
    String text =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
            rows,
            columns);
    int unpadded = START.length + 2 + text.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    byte[] padded = (text + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    byte[] header = new byte[START.length + 2 + padded.length];
    System.arraycopy(START, 0, header, 0, START.length);
    header[START.length] = (byte) padded.length;
    header[START.length + 1] = (byte) (padded.length >> 8);
    System.arraycopy(padded, 0, header, START.length + 2, padded.length);
    return header;
  }

  /** Removes what is temporary. */
  @Override
  public void close() throws IOException {
    try {
      out.close();
    } finally {
      scratch.close();
    }
  }
}
