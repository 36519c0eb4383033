package org.imagebeam.table;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import org.apache.commons.csv.CSVException;

/**
 * The text of a table. Where a quotation mark has got lost, the rest of a file looks like one cell:
 * such a row is given up before it fills the memory.
 */
final class BoundedRowReader extends FilterReader {
  private static final int MAX_ROW = 1 << 24;
  private static final int BYTE_ORDER_MARK = 0xfeff;

  private int sinceRow;

  /**
   * @param text at its start; closed with this
   */
  BoundedRowReader(BufferedReader text) {
    super(text);
  }

  /**
   * Passes over a byte order mark, and sees how the file starts: a file of any other kind need not
   * be parsed then, whose first line may be as long as it is.
   *
   * @throws DamagedTableException if it doesn't start with a header
   */
  void requireStart(String path, String name) throws IOException {
    in.mark(1);
    if (in.read() != BYTE_ORDER_MARK) {
      in.reset();
    }
    in.mark(name.length() + 3);
    char[] chars = new char[name.length() + 3];
    int length = 0;
    int step;
    while (length < chars.length && (step = in.read(chars, length, chars.length - length)) >= 0) {
      length += step;
    }
    in.reset();
    String start = new String(chars, 0, length).replace("\"", "");
    if (!start.startsWith(name + ",")) {
      throw new DamagedTableException(path, 1, reason(length, start, name));
    }
  }

  private static String reason(int length, String start, String name) {
    if (length == 0) {
      return "is missing: the file is empty";
    }
    if (start.startsWith(name + ";") || start.startsWith(name + "\t")) {
      return "has other separators than commas";
    }
    return "is no header of imagebeam's: it should start '" + name + ",'";
  }

  /** Counts anew: a row has ended. */
  void rowTaken() {
    sinceRow = 0;
  }

  @Override
  public int read() throws IOException {
    int c = super.read();
    count(c < 0 ? 0 : 1);
    return c;
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    count(Math.max(count, 0));
    return count;
  }

  private void count(int chars) throws CSVException {
    sinceRow += chars;
    if (sinceRow > MAX_ROW) {
      throw new CSVException("it has over %,d characters; a quotation mark may be lost", MAX_ROW);
    }
  }
}
