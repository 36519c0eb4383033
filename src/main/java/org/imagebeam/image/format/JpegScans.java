package org.imagebeam.image.format;

/**
 * Counts the scans of a progressive JPEG. Each goes over the whole image, however few bytes it has,
 * so a small file of thousands would cost minutes.
 */
final class JpegScans {
  /** The limit of libjpeg-turbo's own fuzzers; writers make some ten. */
  static final int MOST = 500;

  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;

  private JpegScans() {}

  /**
   * Checks the number of scans.
   *
   * @param start the offset of the JPEG in the file
   * @param end the offset behind it
   * @throws ImageException if there are more than {@link #MOST}
   */
  static void check(byte[] file, int start, int end) throws ImageException {
    int scans = 0;
    int at = start + 2;
    while (at + 3 < end) {
      if (file[at] != (byte) 0xff) {
        at++;
        continue;
      }
      int marker = Byte.toUnsignedInt(file[at + 1]);
      if (marker == END_OF_IMAGE) {
        return;
      }
      if (marker == START_OF_SCAN) {
        scans++;
      }
      if (scans > MOST) {
        throw new ImageException(
            "the JPEG file has more than "
                + MOST
                + " scans, which would take too long: it is made"
                + " to, or damaged");
      }
      // Behind a scan's header come its codes, in which 0xff stands before 0 and restarts alone.
      boolean alone = marker <= 1 || (marker >= 0xd0 && marker <= 0xd8);
      int length = ((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff);
      at += marker == 0xff ? 1 : alone ? 2 : 2 + length;
    }
  }
}
