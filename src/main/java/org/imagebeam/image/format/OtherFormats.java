package org.imagebeam.image.format;

import com.google.common.collect.ImmutableMap;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Names what a file is that isn't read, by its first bytes. */
final class OtherFormats {
  /** By the brand of a file in the ISO base media file format. */
  private static final Map<String, String> BRANDS =
      ImmutableMap.<String, String>builder()
          .put("avif", "AVIF")
          .put("avis", "AVIF")
          .put("heic", "HEIF")
          .put("heix", "HEIF")
          .put("hevc", "HEIF")
          .put("hevx", "HEIF")
          .put("heim", "HEIF")
          .put("heis", "HEIF")
          .put("mif1", "HEIF")
          .put("msf1", "HEIF")
          .put("crx ", "camera raw")
          .put("qt  ", "a QuickTime video")
          .buildOrThrow();

  /** By the first bytes in hex, dots any. */
  private static final Map<String, String> SIGNATURES =
      ImmutableMap.<String, String>builder()
          .put("0000000C4A584C20", "JPEG XL")
          .put("FF0A", "JPEG XL")
          .put("0000000C6A502020", "JPEG 2000")
          .put("FF4FFF51", "JPEG 2000")
          .put("4949BC", "JPEG XR")
          .put("25504446", "PDF")
          .put("2521", "PostScript")
          .put("C5D0D3C6", "PostScript")
          .put("38425053", "Photoshop's PSD")
          .put("000002000000000000000000", "TGA")
          .put("000003000000000000000000", "TGA")
          .put("00000A000000000000000000", "TGA")
          .put("00000100", "an icon (ICO)")
          .put("00000200", "a cursor (CUR)")
          .put("69636E73", "an icon (ICNS)")
          .put("44445320", "DDS")
          .put("716F6966", "QOI")
          .put("01DA", "SGI")
          .put("762F3101", "OpenEXR")
          .put("233F524144", "Radiance HDR")
          .put("233F52474245", "Radiance HDR")
          .put("53494D504C4520", "FITS")
          .put("0A050108", "PCX")
          .put("0A030108", "PCX")
          .put("0A050101", "PCX")
          .put("425047FB", "BPG")
          .put("464C4946", "FLIF")
          .put("8A4D4E47", "MNG")
          .put("8B4A4E47", "JNG")
          .put("46554A4946494C4D", "camera raw")
          .put("49495500", "camera raw")
          .put("4949524F", "camera raw")
          .put("49495253", "camera raw")
          .put("4D4D4F52", "camera raw")
          .put("464F5662", "camera raw")
          .put("1A45DFA3", "a video (Matroska or WebM)")
          .put("52494646........41564920", "a video (AVI)")
          .put("1F8B", "compressed with gzip")
          .put("504B0304", "a ZIP archive")
          .put("377ABCAF271C", "a 7z archive")
          .put("28B52FFD", "compressed with Zstandard")
          .put("FD377A585A00", "compressed with xz")
          .buildOrThrow();

  private static final int DICOM_AT = 128;

  private OtherFormats() {}

  /** The name of a file's format, if it is known. */
  static Optional<String> name(byte[] file) {
    if (ascii(file, 4, 4).equals("ftyp")) {
      return Optional.of(BRANDS.getOrDefault(ascii(file, 8, 4), "a video (MP4)"));
    }
    if (ascii(file, DICOM_AT, 4).equals("DICM")) {
      return Optional.of("DICOM");
    }
    String start = ascii(file, 0, 2);
    if (start.matches("P[1-7Ff]") && file.length > 2 && file[2] <= ' ') {
      return Optional.of("PNM (PBM, PGM, PPM or PAM)");
    }
    return SIGNATURES.entrySet().stream()
        .filter(entry -> ImageFormat.startsWith(file, entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Whether it is a camera's raw file that starts as a TIFF file does. */
  static boolean isRaw(byte[] file) {
    return ImageFormat.startsWith(file, "49492A00........4352");
  }

  private static String ascii(byte[] file, int offset, int length) {
    return file.length < offset + length
        ? ""
        : new String(file, offset, length, StandardCharsets.ISO_8859_1);
  }
}
