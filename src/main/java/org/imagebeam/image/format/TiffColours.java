package org.imagebeam.image.format;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The colours that a TIFF page's samples are said to be, by the code of its photometric tag. */
final class TiffColours {
  private static final int CIE_LAB = 8;
  private static final int ICC_LAB = 9;
  private static final int LAB_SAMPLES = 3;
  private static final int FLOATS = 3;

  private static final Map<Integer, String> UNREAD =
      Map.of(
          10, "ITULAB, the colours of faxes",
          32844, "LogL",
          32845, "LogLuv",
          51177, "a depth map");

  private TiffColours() {}

  static boolean areLab(int colours) {
    return colours == CIE_LAB || colours == ICC_LAB;
  }

  /** Whether a and b have a sign; otherwise they have their zero in the middle. */
  static boolean areSignedLab(int colours) {
    return colours == CIE_LAB;
  }

  static void requireReadable(TiffStructure structure) throws ImageException {
    String what = UNREAD.get(structure.colours());
    if (areLab(structure.colours())) {
      what = unreadLab(structure);
    }
    if (what != null) {
      throw new ImageException(
          "the TIFF file holds " + what + ", which isn't read: convert it to RGB");
    }
  }

  /** Readers take the colours of a JPEG for YCbCr whatever they are. */
  private static @Nullable String unreadLab(TiffStructure structure) {
    if (structure.compression() == TiffStructure.JPEG
        || structure.compression() == TiffStructure.OLD_JPEG) {
      return "CIELAB in a JPEG";
    }
    if (structure.format() == FLOATS) {
      return "CIELAB of floating-point samples";
    }
    boolean known = structure.bits() == 8 || structure.bits() == 16;
    return known && structure.samples() >= LAB_SAMPLES
        ? null
        : "CIELAB of " + structure.samples() + " samples of " + structure.bits() + " bits";
  }
}
