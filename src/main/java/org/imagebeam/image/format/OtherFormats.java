package org.imagebeam.image.format;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Names what a file is that isn't read, by its first bytes. */
final class OtherFormats {
  private static final String HEIC = "HEIC, as iPhones write it";
  private static final String HEIF = "HEIF";
  private static final String AVIF = "AVIF";
  private static final String JPEG_XL = "JPEG XL";

  /** By the brand of a file in the ISO base media file format. */
  private static final Map<String, String> BRANDS =
      ImmutableMap.<String, String>builder()
          .put("avif", AVIF)
          .put("avis", AVIF)
          .put("heic", HEIC)
          .put("heix", HEIC)
          .put("hevc", HEIC)
          .put("hevx", HEIC)
          .put("heim", HEIC)
          .put("heis", HEIC)
          .put("M4A ", "sound (MP4)")
          .put("qt  ", "a QuickTime video")
          .buildOrThrow();

  /** By the first bytes in hex, dots any. */
  private static final Map<String, String> SIGNATURES =
      ImmutableMap.<String, String>builder()
          .put("0000000C4A584C20", JPEG_XL)
          .put("FF0A", JPEG_XL)
          .put("0000000C6A502020", "JPEG 2000")
          .put("FF4FFF51", "JPEG 2000")
          .put("4949BC", "JPEG XR")
          .put("25504446", "PDF")
          .put("2521", "PostScript")
          .put("C5D0D3C6", "PostScript")
          .put("38425053", "Photoshop's PSD")
          .put("69636E73", "an icon (ICNS)")
          .put("44445320", "DDS")
          .put("716F6966", "QOI")
          .put("01DA0001", "SGI")
          .put("01DA0002", "SGI")
          .put("01DA0101", "SGI")
          .put("01DA0102", "SGI")
          .put("762F3101", "OpenEXR")
          .put("233F524144", "Radiance HDR")
          .put("233F52474245", "Radiance HDR")
          .put("53494D504C4520", "FITS")
          .put("0A0001", "PCX")
          .put("0A0201", "PCX")
          .put("0A0300", "PCX")
          .put("0A0301", "PCX")
          .put("0A0401", "PCX")
          .put("0A0500", "PCX")
          .put("0A0501", "PCX")
          .put("B168DE3A", "DCX")
          .put("28000000................0100", "a BMP without its file header (DIB)")
          .put("424C5031", "BLP")
          .put("424C5032", "BLP")
          .put("46544558", "FTEX")
          .put("69643D496D6167654D616769636B", "ImageMagick's MIFF")
          .put("67696D7020786366", "GIMP's XCF")
          .put("........................................47494D50", "a GIMP brush")
          .put("5061696E742053686F702050726F", "Paint Shop Pro's PSP")
          .put("2F2A2058504D202A2F", "XPM")
          .put("496D61676520747970653A", "IFUNC's IM")
          .put("59A66A95", "a Sun raster")
          .put("52CC", "Utah RLE")
          .put("80E80000", "a Pixar image")
          .put("44616E4D", "Microsoft Paint's MSP")
          .put("4C696E53", "Microsoft Paint's MSP")
          .put("53445058", "DPX")
          .put("58504453", "DPX")
          .put("802A5FD7", "Cineon")
          .put("D7CDC69A", "WMF")
          .put("FF575043", "WordPerfect's WPG")
          .put("0000000000000004", "McIDAS")
          .put("425047FB", "BPG")
          .put("464C4946", "FLIF")
          .put("8A4D4E47", "MNG")
          .put("8B4A4E47", "JNG")
          .put("1A45DFA3", "a video (Matroska or WebM)")
          .put("52494646........41564920", "a video (AVI)")
          .put("........11AF", "an FLI animation")
          .put("........12AF", "an FLC animation")
          .put("........6D6F6F76", "a QuickTime video")
          .put("........6D646174", "a QuickTime video")
          .put("3026B2758E66CF11", "a video (WMV)")
          .put("52494646........57415645", "sound (WAV)")
          .put("4F676753", "sound or a video (Ogg)")
          .put("494433", "sound")
          .put("FF0145786976", "metadata (EXV)")
          .put("00051607", "metadata of a Mac (AppleDouble)")
          .put("D0CF11E0A1B11AE1", "an OLE file, as FlashPix and Office make them")
          .put("4C0000000114020000", "a Windows shortcut")
          .put("1F8B", "compressed with gzip")
          .put("504B0304", "a ZIP archive")
          .put("377ABCAF271C", "a 7z archive")
          .put("28B52FFD", "compressed with Zstandard")
          .put("FD377A585A00", "compressed with xz")
          .buildOrThrow();

  /** By what stands elsewhere. */
  private static final List<Mark> MARKS =
      List.of(
          new Mark(40, " EMF", "EMF"),
          new Mark(128, "DICM", "DICOM"),
          new Mark(257, "ustar", "a tar archive"),
          new Mark(2048, "PCD_IPI", "Photo CD"));

  /** By the words that a text begins with or has near its start, in small letters. */
  private static final List<Words> TEXTS =
      List.of(
          new Words("version https://git-lfs", "", "a Git LFS pointer to a file that isn't here"),
          new Words("#define ", "_width ", "XBM"),
          new Words("", "<svg", "SVG"),
          new Words("", "<html", "a web page (HTML)"),
          new Words("", "<!doctype html", "a web page (HTML)"));

  /** The programs that convert what people have photographs in, by the format's name. */
  private static final Map<String, String> CONVERTERS =
      Map.of(
          HEIC, "JPEG first, for example with heif-convert",
          HEIF, "JPEG first, for example with heif-convert",
          AVIF, "JPEG or PNG first, for example with avifdec",
          JPEG_XL, "JPEG or PNG first, for example with djxl");

  /** Brands that say a file holds still images, and not how they are compressed. */
  private static final Set<String> STILL_IMAGES = Set.of("mif1", "msf1", "mif2", "miaf", "heif");

  /** No file lists more brands than fit in. */
  private static final int BRANDS_END = 256;

  private static final int TEXT_START = 1024;

  private static final int ICON_RESERVED = 9;
  private static final int TGA_HEADER = 18;

  /** Added to the type of a compressed file. */
  private static final int TGA_RUN_LENGTHS = 8;

  private static final Set<Integer> TGA_BITS = Set.of(8, 15, 16, 24, 32);

  private OtherFormats() {}

  /** The name of a file's format, if it is known. */
  static Optional<String> name(byte[] file) {
    if (ascii(file, 4, 4).equals("ftyp")) {
      return Optional.of(brandName(file));
    }
    if (isTga(file)) {
      return Optional.of("TGA");
    }
    String start = ascii(file, 0, 2);
    if (start.matches("P[1-7Ff]") && file.length > 2 && file[2] <= ' ') {
      return Optional.of("PNM (PBM, PGM, PPM or PAM)");
    }
    if (isIcon(file)) {
      return Optional.of(file[2] == 1 ? "an icon (ICO)" : "a cursor (CUR)");
    }
    return Stream.of(
            SIGNATURES.entrySet().stream()
                .filter(entry -> ImageFormat.startsWith(file, entry.getKey()))
                .map(Map.Entry::getValue),
            MARKS.stream().filter(mark -> mark.isIn(file)).map(Mark::name))
        .flatMap(Function.identity())
        .findFirst();
  }

  /** The name of a text's format. */
  static String textName(byte[] file) {
    String text =
        ascii(file, 0, Math.min(file.length, TEXT_START)).strip().toLowerCase(Locale.ROOT);
    return TEXTS.stream()
        .filter(words -> text.startsWith(words.first()) && text.contains(words.later()))
        .map(Words::name)
        .findFirst()
        .orElse("text");
  }

  private record Mark(int offset, String text, String name) {
    boolean isIn(byte[] file) {
      return ascii(file, offset, text.length()).equals(text);
    }
  }

  private record Words(String first, String later, String name) {}

  /** Whether it begins with a list of at least one icon; other formats share the signature. */
  private static boolean isIcon(byte[] file) {
    return (ImageFormat.startsWith(file, "00000100") || ImageFormat.startsWith(file, "00000200"))
        && file.length > ICON_RESERVED
        && (file[4] | file[5]) != 0
        && file[ICON_RESERVED] == 0;
  }

  /** TGA has no signature at its start, but few values that its header can have. */
  private static boolean isTga(byte[] file) {
    if (file.length < TGA_HEADER) {
      return false;
    }
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int type = file[2] & ~TGA_RUN_LENGTHS;
    boolean palette = type == 1;
    boolean colours =
        palette
            ? file[1] == 1 && TGA_BITS.contains((int) file[7])
            : (type == 2 || type == 3) && file[1] == 0 && header.getInt(3) == 0 && file[7] == 0;
    return colours
        && header.getShort(12) != 0
        && header.getShort(14) != 0
        && TGA_BITS.contains((int) file[16])
        && (file[17] & 0xc0) == 0;
  }

  /** Adds how a file of this format is converted to one that is read, where that is known. */
  static String withRemedy(String name) {
    String converter =
        CameraRaw.isName(name)
            ? "JPEG or TIFF first, for example with darktable-cli"
            : CONVERTERS.get(name);
    return converter == null ? name : name + ": convert it to " + converter;
  }

  /** Names a file by its first brand, or by the others where that says too little. */
  private static String brandName(byte[] file) {
    String first = ascii(file, 8, 4);
    if (BRANDS.containsKey(first)) {
      return requireNonNull(BRANDS.get(first));
    }
    boolean still = STILL_IMAGES.contains(first);
    int end = (int) Math.min(BRANDS_END, Integer.toUnsignedLong(ByteBuffer.wrap(file).getInt()));
    for (int at = 16; at + 4 <= Math.min(end, file.length); at += 4) {
      String brand = ascii(file, at, 4);
      String name = BRANDS.get(brand);
      if (name != null && (name.equals(HEIC) || name.equals(AVIF))) {
        return name;
      }
      still |= STILL_IMAGES.contains(brand);
    }
    return still ? HEIF : "a video (MP4)";
  }

  private static String ascii(byte[] file, int offset, int length) {
    return file.length < offset + length
        ? ""
        : new String(file, offset, length, StandardCharsets.ISO_8859_1);
  }
}
