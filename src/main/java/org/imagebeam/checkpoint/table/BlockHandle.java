package org.imagebeam.checkpoint.table;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;

/**
 * Where a block of a table lies.
 *
 * @param offset in the file
 * @param size of the block as stored, without its trailer
 */
public record BlockHandle(long offset, long size) {
  /**
   * Reads two varints, and leaves what comes behind them.
   *
   * @throws IOException if there are no two varints
   */
  static BlockHandle read(ByteString bytes) throws IOException {
    CodedInputStream in = bytes.newCodedInput();
    return new BlockHandle(in.readRawVarint64(), in.readRawVarint64());
  }

  public ByteString encoded() throws IOException {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeUInt64NoTag(offset);
    out.writeUInt64NoTag(size);
    out.flush();
    return bytes.toByteString();
  }
}
