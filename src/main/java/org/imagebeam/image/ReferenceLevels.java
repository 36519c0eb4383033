package org.imagebeam.image;

/**
 * Stretches the levels that a TIFF file's ReferenceBlackWhite states for luminance and colour
 * differences to the whole range. Works on RGB that was made as if they had it already.
 */
final class ReferenceLevels extends PixelMap {
  private static final double RED = 0.299;
  private static final double GREEN = 0.587;
  private static final double BLUE = 0.114;

  private final double black;
  private final double luminance;
  private final double blueness;
  private final double redness;

  /**
   * @param rows of RGB
   * @param levels the lowest and highest of luminance, and the middle and highest of both colour
   *     differences, all of 0 to 255
   */
  ReferenceLevels(PixelRows rows, double[] levels) {
    super(rows);
    this.black = levels[0];
    this.luminance = 255 / (levels[1] - levels[0]);
    this.blueness = 127 / (levels[3] - levels[2]);
    this.redness = 127 / (levels[5] - levels[4]);
  }

  @Override
  void change(byte[] row, int at) {
    int red = Byte.toUnsignedInt(row[at]);
    int blue = Byte.toUnsignedInt(row[at + 2]);
    double gray = RED * red + GREEN * Byte.toUnsignedInt(row[at + 1]) + BLUE * blue;
    double stretched = (gray - black) * luminance;
    double moreRed = (red - gray) * redness;
    double moreBlue = (blue - gray) * blueness;
    row[at] = rounded(stretched + moreRed);
    row[at + 1] = rounded(stretched - (RED * moreRed + BLUE * moreBlue) / GREEN);
    row[at + 2] = rounded(stretched + moreBlue);
  }

  private static byte rounded(double value) {
    return (byte) Math.round(Math.max(0, Math.min(255, value)));
  }
}
