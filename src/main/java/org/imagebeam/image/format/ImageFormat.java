package org.imagebeam.image.format;

import com.google.common.collect.ImmutableList;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The formats that are read. What a file is, its first bytes say, whatever its name. */
public enum ImageFormat {
  JPEG("FFD8FF"),
  PNG("89504E470D0A1A0A"),
  GIF("474946383761", "474946383961"),
  BMP("424D"),
  WEBP("52494646........57454250"),
  TIFF("49492A00", "4D4D002A", "49492B00", "4D4D002B");

  private static final String READ = "the formats are JPEG, PNG, GIF, BMP, WebP and TIFF";

  private final ImmutableList<String> signatures;

  ImageFormat(String... signatures) {
    this.signatures = ImmutableList.copyOf(signatures);
  }

  /**
   * The format of a file.
   *
   * @throws ImageException if it is none of these, saying what it looks like
   */
  public static ImageFormat of(byte[] file) throws ImageException {
    if (file.length == 0) {
      throw new ImageException("the file is empty");
    }
    // First, because many of them begin as TIFF files do, with a thumbnail as the first page.
    Optional<String> raw = CameraRaw.name(file);
    if (raw.isPresent()) {
      throw unread("the file is " + OtherFormats.withRemedy(raw.get()));
    }
    for (ImageFormat format : values()) {
      if (format.begins(file)) {
        return format;
      }
    }
    throw unread(describe(file));
  }

  /** Whether a file begins as one of this format does. */
  boolean begins(byte[] file) {
    return signatures.stream().anyMatch(signature -> startsWith(file, signature));
  }

  private static ImageException unread(String what) {
    return new ImageException("not an image that can be read: " + what + "; " + READ);
  }

  private static String describe(byte[] file) {
    return OtherFormats.name(file)
        .map(name -> "the file is " + OtherFormats.withRemedy(name))
        .orElse(
            isText(file) ? "the file is " + OtherFormats.textName(file) : "its format is unknown");
  }

  /** Whether the start is UTF-8 without control characters. */
  private static boolean isText(byte[] file) {
    ByteBuffer start = ByteBuffer.wrap(file, 0, Math.min(file.length, 512));
    CharBuffer text = CharBuffer.allocate(start.limit());
    boolean decodable = !StandardCharsets.UTF_8.newDecoder().decode(start, text, false).isError();
    return decodable && text.flip().chars().noneMatch(c -> c < ' ' && "\n\r\t".indexOf(c) < 0);
  }

  /** Whether the file starts with the bytes that {@code signature} gives in hex, dots any. */
  static boolean startsWith(byte[] file, String signature) {
    if (file.length < signature.length() / 2) {
      return false;
    }
    for (int i = 0; i < signature.length() / 2; i++) {
      String hex = signature.substring(2 * i, 2 * i + 2);
      if (!hex.equals("..") && (file[i] & 0xff) != Integer.parseInt(hex, 16)) {
        return false;
      }
    }
    return true;
  }
}
