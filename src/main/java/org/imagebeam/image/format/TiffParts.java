package org.imagebeam.image.format;

/**
 * The strips or tiles of a TIFF page: how many there must be, and what each holds.
 *
 * @param count of all of them
 * @param rows of each, but maybe the last strip of a plane
 * @param lastRows of the last strip of a plane
 * @param perPlane how many a plane has
 * @param rowBytes uncompressed
 */
public record TiffParts(int count, long rows, long lastRows, int perPlane, long rowBytes) {
  public static TiffParts of(TiffStructure structure) throws ImageException {
    TiffPage page = structure.page();
    long across = 1;
    long width = structure.width();
    long rows = Math.min(structure.height(), page.value(TiffTags.ROWS_PER_STRIP, Long.MAX_VALUE));
    if (structure.tiled()) {
      width = page.value(TiffTags.TILE_WIDTH, 0L);
      rows = page.value(TiffTags.TILE_HEIGHT, 0L);
      across = (structure.width() + width - 1) / width;
    }
    if (rows < 1) {
      throw new ImageException("the TIFF file says that a strip has no rows: it is damaged");
    }
    long down = (structure.height() + rows - 1) / rows;
    int planes = structure.planar() ? structure.samples() : 1;
    int together = structure.planar() ? 1 : structure.samples();
    long count = across * down * planes;
    if (count > page.fileBytes()) {
      throw new ImageException("the TIFF file ends before its pixels do: truncated");
    }
    return new TiffParts(
        (int) count,
        rows,
        structure.tiled() ? rows : structure.height() - (down - 1) * rows,
        (int) (across * down),
        (width * together * structure.bits() + 7) / 8);
  }

  /**
   * Requires a page to state as many parts as there must be. More are no harm where the reader
   * refuses a part that is too short for its rows.
   */
  static void requireStated(TiffStructure structure) throws ImageException {
    int stated = structure.page().count(structure.offsetsTag());
    if (stated == 0 || structure.compression() == TiffStructure.OLD_JPEG) {
      return;
    }
    int count = of(structure).count;
    boolean shortPartsPass =
        structure.fax()
            || (structure.compression() == TiffStructure.NO_COMPRESSION && structure.planar());
    if (stated < count || (stated > count && shortPartsPass)) {
      throw new ImageException(
          "the TIFF file states "
              + stated
              + " parts of its pixels, and its size makes "
              + count
              + ": it is damaged");
    }
  }

  /** The bytes of a part, uncompressed. */
  public long bytes(int index) {
    return rowBytes * (index % perPlane == perPlane - 1 ? lastRows : rows);
  }
}
