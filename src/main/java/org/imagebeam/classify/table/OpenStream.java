package org.imagebeam.classify.table;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.imagebeam.local.ClosedPipeException;
import org.imagebeam.local.OutputException;

/** Stays open: flushes instead of closing, and says why a write to standard output failed. */
final class OpenStream extends FilterOutputStream {
  OpenStream(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() throws IOException {
    flush();
  }

  private static IOException failed(IOException e) {
    return ClosedPipeException.isMeant(e)
        ? new ClosedPipeException(e)
        : new OutputException("standard output", String.valueOf(e.getMessage()), e);
  }
}
