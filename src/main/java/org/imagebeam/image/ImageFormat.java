package org.imagebeam.image;

import com.google.common.collect.ImmutableList;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The formats that are read. What a file is, its first bytes say, whatever its name. */
public enum ImageFormat {
  JPEG("FFD8FF"),
  PNG("89504E470D0A1A0A"),
  GIF("474946383761", "474946383961"),
  BMP("424D"),
  WEBP("52494646........57454250"),
  TIFF("49492A00", "4D4D002A");

  private static final String READ = "imagebeam reads JPEG, PNG, GIF, BMP, WebP and TIFF";

  /** Brands of the ISO base media file format that pictures come in. */
  private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis");

  private static final Set<String> HEIF_BRANDS =
      Set.of("heic", "heix", "hevc", "heim", "heis", "mif1", "msf1");

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
    for (ImageFormat format : values()) {
      if (format.signatures.stream().anyMatch(signature -> startsWith(file, signature))) {
        return format;
      }
    }
    throw new ImageException("not a picture that can be read: " + describe(file) + "; " + READ);
  }

  private static String describe(byte[] file) {
    String brand = ascii(file, 4, 4).equals("ftyp") ? ascii(file, 8, 4) : "";
    if (AVIF_BRANDS.contains(brand)) {
      return "the file is AVIF";
    }
    if (HEIF_BRANDS.contains(brand)) {
      return "the file is HEIF";
    }
    if (startsWith(file, "0000000C4A584C20") || startsWith(file, "FF0A")) {
      return "the file is JPEG XL";
    }
    if (startsWith(file, "0000000C6A502020")) {
      return "the file is JPEG 2000";
    }
    if (startsWith(file, "25504446")) {
      return "the file is PDF";
    }
    return isText(file) ? "the file is text" : "its format is unknown";
  }

  /** Whether the start is UTF-8 without control characters. */
  private static boolean isText(byte[] file) {
    ByteBuffer start = ByteBuffer.wrap(file, 0, Math.min(file.length, 512));
    CharBuffer text = CharBuffer.allocate(start.limit());
    boolean decodable = !StandardCharsets.UTF_8.newDecoder().decode(start, text, false).isError();
    return decodable && text.flip().chars().noneMatch(c -> c < ' ' && "\n\r\t".indexOf(c) < 0);
  }

  /** Whether the file starts with the bytes that {@code signature} gives in hex, dots any. */
  private static boolean startsWith(byte[] file, String signature) {
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

  private static String ascii(byte[] file, int offset, int length) {
    return file.length < offset + length
        ? ""
        : new String(file, offset, length, StandardCharsets.ISO_8859_1);
  }
}
