package org.imagebeam.image;

/**
 * Makes sRGB of the CIELAB that a TIFF file holds. Its white is D50, as the format and the profiles
 * of the ICC have it, and is adapted to that of sRGB by Bradford's matrix.
 */
final class LabRows extends PixelMap {
  private static final double WHITE_X = 0.9642;
  private static final double WHITE_Z = 0.8249;

  /** From XYZ under D50 to linear sRGB. */
  private static final double[][] TO_RGB = {
    {3.1338561, -1.6168667, -0.4906146},
    {-0.9787684, 1.9161415, 0.0334540},
    {0.0719453, -0.2289914, 1.4052427}
  };

  /** Steps of linear light, fine enough for the darkest of 256 levels. */
  private static final int STEPS = 1 << 14;

  private static final byte[] LEVELS = levels();

  private final boolean signed;

  /**
   * @param rows of L, a and b, 8 bits each: L from 0 to 100
   * @param signed whether a and b have a sign; otherwise 128 stands for 0
   */
  LabRows(PixelRows rows, boolean signed) {
    super(rows);
    this.signed = signed;
  }

  private static byte[] levels() {
    byte[] levels = new byte[STEPS + 1];
    for (int i = 0; i <= STEPS; i++) {
      double light = (double) i / STEPS;
      double level = light <= 0.0031308 ? 12.92 * light : 1.055 * Math.pow(light, 1 / 2.4) - 0.055;
      levels[i] = (byte) Math.round(255 * level);
    }
    return levels;
  }

  @Override
  void change(byte[] row, int at) {
    double fy = (Byte.toUnsignedInt(row[at]) * 100 / 255.0 + 16) / 116;
    double light = cubed(fy);
    double lightX = WHITE_X * cubed(fy + difference(row[at + 1]) / 500.0);
    double lightZ = WHITE_Z * cubed(fy - difference(row[at + 2]) / 200.0);
    for (int c = 0; c < 3; c++) {
      double[] of = TO_RGB[c];
      row[at + c] = level(of[0] * lightX + of[1] * light + of[2] * lightZ);
    }
  }

  private int difference(byte stored) {
    return signed ? stored : Byte.toUnsignedInt(stored) - 128;
  }

  private static double cubed(double f) {
    return f > 6 / 29.0 ? f * f * f : (f - 4 / 29.0) * 108 / 841;
  }

  private static byte level(double light) {
    return LEVELS[(int) Math.round(STEPS * Math.max(0, Math.min(1, light)))];
  }
}
