package org.imagebeam.download;

import static java.util.Objects.requireNonNull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;

/** Says in words of downloads what goes wrong while bytes are read. */
final class ExplainedStream extends FilterInputStream {
  private final UnaryOperator<IOException> explain;

  /**
   * @param explain gives what to throw for an exception of {@code in}
   */
  ExplainedStream(InputStream in, UnaryOperator<IOException> explain) {
    super(requireNonNull(in, "in is null"));
    this.explain = requireNonNull(explain, "explain is null");
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return super.read(bytes, offset, length);
    } catch (IOException e) {
      throw explain.apply(e);
    }
  }
}
