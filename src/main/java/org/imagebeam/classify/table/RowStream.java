package org.imagebeam.classify.table;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.imagebeam.local.ClosedPipeException;
import org.imagebeam.local.OutputException;

/** Writes a table to a stream, which stays open. */
public final class RowStream implements TableTarget {
  private final TableWriter writer;

  private RowStream(TableWriter writer) {
    this.writer = writer;
  }

  /**
   * Starts the table.
   *
   * @throws ClosedPipeException if nobody reads the stream any more
   * @throws OutputException if it can't be written for another reason
   */
  public static RowStream open(OutputStream out, CsvTable<?> table, TableStyle style)
      throws IOException {
    return new RowStream(TableWriter.open(new Open(out), table, style));
  }

  @Override
  public void write(List<String> cells) throws IOException {
    writer.write(cells);
  }

  @Override
  public void commit() throws IOException {
    writer.close();
  }

  /** What wasn't committed is not flushed. */
  @Override
  public void close() {}

  /** Flushes instead of closing, and says why a write failed. */
  private static final class Open extends FilterOutputStream {
    Open(OutputStream out) {
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
}
