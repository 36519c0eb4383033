package org.imagebeam.image.format;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * What a TIFF file's first page says of its pixels. Some of the reader's decompressors go on past
 * the end of a truncated file, so wholeness has to be seen to before; the rule is libtiff's, that
 * each strip or tile be there with all the bytes that its count states.
 *
 * @param width in pixels
 * @param height likewise
 * @param samples of each pixel
 * @param bits of each sample
 * @param format of the samples: 1 unsigned, 2 signed, 3 floating point
 * @param colours 0 gray from white to black, 1 gray, 2 RGB, or another
 */
public record TiffStructure(
    TiffPage page, int width, int height, int samples, int bits, int format, int colours) {
  static final int NO_COMPRESSION = 1;
  private static final int FAX_LINES = 2;
  private static final int FAX_4 = 4;
  private static final int GRAY = 1;
  private static final int RGB = 2;
  private static final int Y_CB_CR = 6;
  private static final double[] WHOLE_RANGE = {0, 255, 128, 255, 128, 255};
  static final int OLD_JPEG = 6;
  public static final int JPEG = 7;
  public static final int LZMA = 34925;
  public static final int ZSTD = 50000;

  /** Compressions that sound files come in, and that aren't read. */
  private static final Map<Integer, String> UNREAD =
      Map.ofEntries(
          Map.entry(22610, "JPEG XR"),
          Map.entry(32809, "ThunderScan"),
          Map.entry(33003, "JPEG 2000"),
          Map.entry(33004, "JPEG 2000"),
          Map.entry(33005, "JPEG 2000"),
          Map.entry(34661, "JBIG"),
          Map.entry(34676, "SGILog"),
          Map.entry(34677, "SGILog"),
          Map.entry(34712, "JPEG 2000"),
          Map.entry(34887, "LERC"),
          Map.entry(34933, "PNG"),
          Map.entry(34934, "JPEG XR"),
          Map.entry(50001, "WebP"),
          Map.entry(50002, "JPEG XL"),
          Map.entry(52546, "JPEG XL"));

  /**
   * Reads what the page says.
   *
   * @throws ImageException if the file ends before its pixels do, is over the limits, or of a kind
   *     that isn't read
   */
  public static TiffStructure of(byte[] file, ImageLimits limits) throws ImageException {
    TiffPage page = TiffPage.read(file);
    TiffStructure structure =
        new TiffStructure(
            page,
            (int) Math.min(Integer.MAX_VALUE, page.value(TiffTags.WIDTH, 0L)),
            (int) Math.min(Integer.MAX_VALUE, page.value(TiffTags.HEIGHT, 0L)),
            (int) page.value(TiffTags.SAMPLES_PER_PIXEL, 1L),
            (int) page.value(TiffTags.BITS_PER_SAMPLE, 1L),
            (int) page.value(TiffTags.SAMPLE_FORMAT, 1L),
            (int) page.value(TiffTags.COLOURS, (long) likelyColours(page)));
    structure.requireReadable();
    limits.checkPixels(structure.width, structure.height);
    if (structure.tiled()) {
      structure.requireTiles(limits);
    }
    TiffParts.requireStated(structure);
    structure.requireWhole(TiffTags.STRIP_OFFSETS, TiffTags.STRIP_BYTE_COUNTS);
    structure.requireWhole(TiffTags.TILE_OFFSETS, TiffTags.TILE_BYTE_COUNTS);
    if (structure.compression() == JPEG) {
      structure.requireFittingJpegs(file);
    }
    return structure;
  }

  /** What the reader takes for the colours of a page that doesn't state them; -1 for the rest. */
  private static int likelyColours(TiffPage page) {
    long colours = page.value(TiffTags.SAMPLES_PER_PIXEL, 1L) - page.count(TiffTags.EXTRA_SAMPLES);
    if (page.has(TiffTags.COLOUR_MAP) || page.value(TiffTags.COMPRESSION, 1L) == JPEG) {
      return -1;
    }
    return colours == 3 ? RGB : colours == 4 ? -1 : GRAY;
  }

  private void requireReadable() throws ImageException {
    String compressed = UNREAD.get(compression());
    if (compressed != null) {
      throw new ImageException(
          "the TIFF file is compressed with "
              + compressed
              + ", which isn't read: save it with LZW, Deflate or no compression");
    }
    TiffColours.requireReadable(this);
    if (format > 4) {
      throw new ImageException("the TIFF file holds complex numbers, which aren't an image");
    }
    if (compression() == JPEG && planar()) {
      throw new ImageException(
          "the TIFF file has a JPEG for each colour, which isn't read: save it with one for all");
    }
    requireSamples();
  }

  private void requireSamples() throws ImageException {
    if (samples < 1 || bits < 1 || bits > 64 || samples > 0xffff) {
      throw new ImageException(
          "the TIFF file says " + samples + " samples a pixel of " + bits + " bits: it is damaged");
    }
    if (format != 3 && bits > 32) {
      throw new ImageException(
          "the TIFF file has whole numbers of "
              + bits
              + " bits as samples, which aren't read: save it with 8, 16 or 32");
    }
    for (int i = 1; i < Math.min(samples, page.count(TiffTags.BITS_PER_SAMPLE)); i++) {
      if (page.value(TiffTags.BITS_PER_SAMPLE, i) != bits) {
        throw new ImageException(
            "the TIFF file has samples of "
                + bits
                + " and of "
                + page.value(TiffTags.BITS_PER_SAMPLE, i)
                + " bits in a pixel, which isn't read: save it with the same number for all");
      }
    }
  }

  private void requireTiles(ImageLimits limits) throws ImageException {
    long tileWidth = page.value(TiffTags.TILE_WIDTH, 0L);
    long tileHeight = page.value(TiffTags.TILE_HEIGHT, 0L);
    if (tileWidth < 1 || tileHeight < 1 || tileHeight > limits.maxPixels() / tileWidth) {
      throw new ImageException(
          "the TIFF file says that a tile has "
              + tileWidth
              + " x "
              + tileHeight
              + " pixels: it is damaged, or the tile is over the limit of "
              + limits.maxPixels()
              + " pixels");
    }
  }

  /** All parts must be inside the file; a page may state none, or leave out their sizes. */
  private void requireWhole(int offsets, int counts) throws ImageException {
    if (!page.has(offsets)) {
      return;
    }
    int parts = page.count(offsets);
    boolean counted = page.count(counts) == parts;
    if (!page.isWhole(offsets) || (counted && !page.isWhole(counts))) {
      throw new ImageException("the TIFF file doesn't say where its pixels are: it is damaged");
    }
    for (int i = 0; i < parts; i++) {
      long start = page.value(offsets, i);
      long length = counted ? page.value(counts, i) : 0;
      if (length > page.fileBytes() - start && compression() == NO_COMPRESSION) {
        // Some writers state more than there is of what isn't compressed.
        length = Math.min(length, TiffParts.of(this).bytes(i));
      }
      if (start < 0 || length < 0 || start > page.fileBytes() - length) {
        throw new ImageException("the TIFF file ends before its pixels do: truncated");
      }
    }
  }

  /** Each strip or tile states a size of its own, for which the reader makes room. */
  private void requireFittingJpegs(byte[] file) throws ImageException {
    long most = 2 * decodedPixels() + (1 << 16);
    for (int i = 0; i < page.count(offsetsTag()); i++) {
      ImageHeader size;
      try {
        int start = (int) page.value(offsetsTag(), i);
        JpegFrame frame = JpegFrame.read(ByteBuffer.wrap(file, start, file.length - start).slice());
        frame.requireReadable("the TIFF file's JPEG");
        if (frame.isProgressive()) {
          JpegScans.check(file, start, file.length);
        }
        size = frame.size();
      } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
        throw new ImageException("the TIFF file's JPEG ends within its header: truncated", e);
      }
      if ((long) size.width() * size.height() > most) {
        throw new ImageException(
            "the TIFF file's JPEG says "
                + size.width()
                + " x "
                + size.height()
                + " pixels, more than the image has: it is damaged");
      }
    }
  }

  public int compression() {
    return (int) page.value(TiffTags.COMPRESSION, 1L);
  }

  /** Whether it is compressed by the codes of CCITT: in lines, group 3 or group 4. */
  public boolean fax() {
    return compression() >= FAX_LINES && compression() <= FAX_4;
  }

  public boolean tiled() {
    return page.has(TiffTags.TILE_OFFSETS);
  }

  /** The tag that says where the strips or tiles are. */
  public int offsetsTag() {
    return tiled() ? TiffTags.TILE_OFFSETS : TiffTags.STRIP_OFFSETS;
  }

  /** The tag that says how many bytes they have. */
  public int countsTag() {
    return tiled() ? TiffTags.TILE_BYTE_COUNTS : TiffTags.STRIP_BYTE_COUNTS;
  }

  /** Whether each sample's plane is stored for itself. */
  boolean planar() {
    return page.value(TiffTags.PLANAR, 1L) == 2;
  }

  /** Whether the colours are multiplied by an alpha that comes with them. */
  public boolean premultiplied() {
    return page.value(TiffTags.EXTRA_SAMPLES, 0L) == 1
        && (colours == GRAY || colours == RGB)
        && samples > (colours == RGB ? 3 : 1)
        && format == 1
        && (bits == 8 || bits == 16);
  }

  /**
   * The six levels that ReferenceBlackWhite states for YCbCr, where the reader doesn't apply them:
   * in an old-style JPEG. Empty if it states none, or none that make sense.
   */
  public double[] unappliedLevels() {
    if (compression() != OLD_JPEG
        || colours != Y_CB_CR
        || page.count(TiffTags.REFERENCE_BLACK_WHITE) != 6) {
      return new double[0];
    }
    double[] levels = new double[6];
    Arrays.setAll(levels, i -> page.number(TiffTags.REFERENCE_BLACK_WHITE, i));
    boolean rising = levels[0] < levels[1] && levels[2] < levels[3] && levels[4] < levels[5];
    return rising && !Arrays.equals(levels, WHOLE_RANGE) ? levels : new double[0];
  }

  /** Whether the samples are L, a and b. */
  public boolean lab() {
    return TiffColours.areLab(colours);
  }

  /** Whether a and b of {@link #lab} have a sign; otherwise they have their zero in the middle. */
  public boolean signedLab() {
    return TiffColours.areSignedLab(colours);
  }

  /** The pixels that are decoded at once: those of the image, or of a tile if that is larger. */
  public long decodedPixels() {
    long image = (long) width * height;
    return tiled()
        ? Math.max(
            image, page.value(TiffTags.TILE_WIDTH, 0L) * page.value(TiffTags.TILE_HEIGHT, 0L))
        : image;
  }

  /** The bytes of {@link #decodedPixels}. */
  public long decodedBytes() {
    return decodedPixels() * samples * ((bits + 7) / 8);
  }

  /** Whether the samples aren't of 1, 2, 4, 8 or 16 bits without a sign: their scale matters. */
  public boolean needsScale() {
    boolean scaled =
        switch (bits) {
          case 1, 2, 4, 8 -> format == 3;
          case 16 -> format != 1 && format != 4;
          default -> true;
        };
    return scaled && colours >= 0 && colours <= 2;
  }
}
