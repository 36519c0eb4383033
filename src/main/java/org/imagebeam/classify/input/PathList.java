package org.imagebeam.classify.input;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.imagebeam.storage.Storage;

/**
 * The lines of a list of paths, as bytes of UTF-8: lines that aren't UTF-8 would all become the
 * same text. A list in UTF-16 is read by its byte order mark.
 */
final class PathList implements Closeable {
  private final BufferedReader lines;

  /** Of a list in UTF-16; else each byte of a line is a character. */
  private final boolean isWide;

  private PathList(BufferedReader lines, boolean isWide) {
    this.lines = lines;
    this.isWide = isWide;
  }

  /**
   * Opens a list, which may be a pipe.
   *
   * @throws IOException if it can't be read, or is in an encoding that isn't
   */
  static PathList open(String path) throws IOException {
    BufferedInputStream in = new BufferedInputStream(Storage.openFileOrPipe(path));
    try {
      in.mark(4);
      byte[] start = in.readNBytes(4);
      in.reset();
      if (startsWith(start, 0xFF, 0xFE, 0, 0) || startsWith(start, 0, 0, 0xFE, 0xFF)) {
        throw new IOException("it is UTF-32: save it as UTF-8");
      }
      Optional<Charset> wide =
          startsWith(start, 0xFF, 0xFE)
              ? Optional.of(StandardCharsets.UTF_16LE)
              : startsWith(start, 0xFE, 0xFF)
                  ? Optional.of(StandardCharsets.UTF_16BE)
                  : Optional.empty();
      if (wide.isPresent()) {
        in.skipNBytes(2);
        // A decoder, because a charset alone would put question marks for what it can't read.
        return new PathList(
            new BufferedReader(new InputStreamReader(in, wide.get().newDecoder())), true);
      }
      return new PathList(latin(in), false);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private static BufferedReader latin(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
  }

  private static boolean startsWith(byte[] start, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (i >= start.length || (start[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The next line, or nothing after the last one.
   *
   * @throws IOException if it can't be read, or is no text
   */
  Optional<byte[]> next() throws IOException {
    String line;
    try {
      line = lines.readLine();
    } catch (CharacterCodingException e) {
      throw new IOException("it starts as UTF-16, and isn't: save it as UTF-8", e);
    }
    if (line == null) {
      return Optional.empty();
    }
    if (line.indexOf('\0') >= 0) {
      throw new IOException(
          "it holds bytes of value 0, as UTF-16 without a byte order mark or 'find -print0' has"
              + " them: save it as UTF-8, with a path a line");
    }
    return Optional.of(
        line.getBytes(isWide ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
