package org.imagebeam.image.format;

import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;

/**
 * Finds EXIF data in a PNG's text, where ImageMagick and ExifTool put them before PNG had a chunk
 * for them: as lines of a name, a length, and digits in hex.
 */
final class PngProfile {
  private static final Set<String> KEYWORDS =
      Set.of("Raw profile type exif", "Raw profile type APP1");

  /** Of the text: several times what JPEG has room for. */
  private static final int MOST_BYTES = 1 << 20;

  /** The zero behind the keyword, and the method of compression. */
  private static final int METHOD_BYTES = 2;

  private static final Pattern PROFILE =
      Pattern.compile("\\s*\\S+\\s+\\d+\\s+(?<digits>[0-9a-fA-F\\s]+)");

  private PngProfile() {}

  /** The EXIF data of a tEXt or zTXt chunk; empty if it holds none, or they are damaged. */
  static Optional<byte[]> exif(PngChunk chunk) {
    byte[] data = chunk.getBytes();
    int keyword = 0;
    while (keyword < data.length && data[keyword] != 0) {
      keyword++;
    }
    if (!KEYWORDS.contains(new String(data, 0, keyword, StandardCharsets.ISO_8859_1))) {
      return Optional.empty();
    }
    try {
      byte[] text =
          chunk.getType().equals(PngChunkType.zTXt)
              ? inflated(data, keyword + METHOD_BYTES)
              : Arrays.copyOfRange(data, Math.min(keyword + 1, data.length), data.length);
      Matcher profile = PROFILE.matcher(new String(text, StandardCharsets.ISO_8859_1));
      return profile.matches()
          ? Optional.of(ExifPrefix.without(HexFormat.of().parseHex(digits(profile))))
          : Optional.empty();
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static String digits(Matcher profile) {
    return profile.group("digits").replaceAll("\\s", "");
  }

  private static byte[] inflated(byte[] data, int start) throws IOException {
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(data, start, data.length - start))) {
      return in.readNBytes(MOST_BYTES);
    }
  }
}
