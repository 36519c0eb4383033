package org.imagebeam.npy;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagebeam.storage.Storage;

/**
 * The shape of a matrix of float32 in an {@code .npy} file, as {@link NpyFile} and {@code
 * numpy.save} write it.
 *
 * @param rows of the matrix
 * @param columns values a row
 */
public record NpyShape(long rows, long columns) {
  /** So many digits that the length in bytes is a long. */
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '<f4', 'fortran_order': False,"
              + " 'shape': \\((\\d{1,9}), (\\d{1,9})\\),? ?\\}\\s*");

  private static final int SHOWN = 100;

  /**
   * Reads the header of a file, and sees that the file is as long as it says.
   *
   * @param path local or {@code gs://}
   * @throws FileNotFoundException if there is no such file, or it may not be read
   * @throws DamagedNpyException if it has another length, or is none of such a matrix
   * @throws IOException if it can't be read, whatever is in it
   */
  public static NpyShape read(String path) throws IOException {
    requireNonNull(path, "path is null");
    long bytes = Storage.info(path).orElseThrow(() -> new FileNotFoundException(path)).sizeBytes();
    if (bytes < NpyFile.START.length + 2) {
      throw new DamagedNpyException("has only " + bytes + " bytes");
    }
    byte[] start;
    byte[] text;
    try (InputStream in = Storage.open(path)) {
      start = in.readNBytes(NpyFile.START.length + 2);
      text = in.readNBytes(textBytes(start));
    }
    NpyShape shape = parse(new String(text, StandardCharsets.US_ASCII));
    long expected = start.length + text.length + shape.rows * shape.columns * Float.BYTES;
    if (bytes != expected) {
      throw new DamagedNpyException("has " + bytes + " bytes, and " + expected + " by its header");
    }
    return shape;
  }

  private static int textBytes(byte[] start) throws DamagedNpyException {
    int length = NpyFile.START.length;
    if (start.length < length + 2 || !Arrays.equals(start, 0, length, NpyFile.START, 0, length)) {
      throw new DamagedNpyException("doesn't start as an .npy file of version 1.0 does");
    }
    return (start[length] & 0xff) | (start[length + 1] & 0xff) << 8;
  }

  private static NpyShape parse(String header) throws DamagedNpyException {
    Matcher shape = HEADER.matcher(header);
    if (!shape.matches()) {
      String shown = header.substring(0, Math.min(header.length(), SHOWN));
      throw new DamagedNpyException(
          "has the header \""
              + shown.replaceAll("[^ -~]+", " ").strip()
              + "\", not that of a matrix of float32");
    }
    return new NpyShape(Long.parseLong(shape.group(1)), Long.parseLong(shape.group(2)));
  }
}
