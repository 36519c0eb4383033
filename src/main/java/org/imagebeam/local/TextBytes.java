package org.imagebeam.local;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Decodes files of text that TensorFlow writes and people edit. */
public final class TextBytes {
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private TextBytes() {}

  /** The text of bytes in UTF-8, or in UTF-16 if a byte order mark says so; without that mark. */
  public static String decode(byte[] bytes) {
    String text = new String(bytes, charset(bytes));
    return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
  }

  private static Charset charset(byte[] bytes) {
    int start = bytes.length < 2 ? 0 : ((bytes[0] & 0xff) << Byte.SIZE) | (bytes[1] & 0xff);
    return switch (start) {
      case 0xfeff -> StandardCharsets.UTF_16BE;
      case 0xfffe -> StandardCharsets.UTF_16LE;
      default -> StandardCharsets.UTF_8;
    };
  }
}
