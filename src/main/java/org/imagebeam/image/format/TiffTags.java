package org.imagebeam.image.format;

import java.util.Set;

/** The TIFF tags that say how a page's pixels are stored. */
public final class TiffTags {
  static final int SUBFILE_TYPE = 254;
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  public static final int BITS_PER_SAMPLE = 258;
  public static final int COMPRESSION = 259;
  public static final int COLOURS = 262;
  static final int FILL_ORDER = 266;
  static final int MAKE = 271;
  public static final int STRIP_OFFSETS = 273;
  static final int ORIENTATION = 274;
  static final int SAMPLES_PER_PIXEL = 277;
  static final int ROWS_PER_STRIP = 278;
  public static final int STRIP_BYTE_COUNTS = 279;
  static final int PLANAR = 284;
  static final int FAX_3_OPTIONS = 292;
  static final int FAX_4_OPTIONS = 293;
  static final int COLOUR_MAP = 320;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;
  public static final int TILE_OFFSETS = 324;
  public static final int TILE_BYTE_COUNTS = 325;
  static final int SUB_PAGES = 330;
  static final int EXTRA_SAMPLES = 338;
  public static final int SAMPLE_FORMAT = 339;
  static final int REFERENCE_BLACK_WHITE = 532;
  static final int SENSOR_PATTERN = 33422;
  static final int DNG_VERSION = 50706;
  static final int DNG_PRIVATE_DATA = 50740;

  /**
   * Those that decide about the pixels: the ones above, the fill order, the fax options, the
   * predictor, the colour map, the inks, extra samples, what JPEG and YCbCr need, and the profile.
   */
  public static final Set<Integer> NEEDED =
      Set.of(
          WIDTH,
          HEIGHT,
          BITS_PER_SAMPLE,
          COMPRESSION,
          COLOURS,
          FILL_ORDER,
          STRIP_OFFSETS,
          SAMPLES_PER_PIXEL,
          ROWS_PER_STRIP,
          STRIP_BYTE_COUNTS,
          PLANAR,
          FAX_3_OPTIONS,
          FAX_4_OPTIONS,
          317,
          COLOUR_MAP,
          TILE_WIDTH,
          TILE_HEIGHT,
          TILE_OFFSETS,
          TILE_BYTE_COUNTS,
          332,
          334,
          EXTRA_SAMPLES,
          SAMPLE_FORMAT,
          347,
          512,
          513,
          514,
          515,
          519,
          520,
          521,
          529,
          530,
          531,
          REFERENCE_BLACK_WHITE,
          34675);

  /** Those that say how CCITT's codes are read, but for where they are. */
  public static final Set<Integer> FAX =
      Set.of(
          WIDTH,
          HEIGHT,
          COMPRESSION,
          FILL_ORDER,
          ROWS_PER_STRIP,
          FAX_3_OPTIONS,
          FAX_4_OPTIONS,
          TILE_WIDTH,
          TILE_HEIGHT);

  /** Of {@link #FAX}, those that have to be of type SHORT, and the colours. */
  public static final Set<Integer> FAX_SHORTS = Set.of(COMPRESSION, COLOURS, FILL_ORDER);

  private TiffTags() {}
}
