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

  /** The bytes of a part, uncompressed. */
  public long bytes(int index) {
    return rowBytes * (index % perPlane == perPlane - 1 ? lastRows : rows);
  }
}
