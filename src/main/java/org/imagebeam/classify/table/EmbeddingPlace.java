package org.imagebeam.classify.table;

import static java.util.Objects.requireNonNull;

/**
 * Where a row of the results has its image's embedding.
 *
 * @param column how it stands in the row
 * @param file the name of the file beside the table that holds it; empty if none does
 * @param row of the file, from 0
 */
public record EmbeddingPlace(VectorColumn column, String file, long row) {
  /** Of a row without an embedding. */
  public static final EmbeddingPlace NONE = new EmbeddingPlace(VectorColumn.NONE, "", 0);

  /** Of a row with the embedding in itself. */
  public static final EmbeddingPlace TEXT = new EmbeddingPlace(VectorColumn.TEXT, "", 0);

  public EmbeddingPlace {
    requireNonNull(column, "column is null");
    requireNonNull(file, "file is null");
  }

  /**
   * Of the cells of a row that names a file.
   *
   * @throws IllegalArgumentException if the row is no whole number from 0; the message is to be
   *     read after "row 3, "
   */
  public static EmbeddingPlace inFile(String file, String row) {
    if (!row.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          "has the " + VectorColumn.ROW + " '" + row + "', which is no row of a file");
    }
    return new EmbeddingPlace(VectorColumn.SHARD, file, Long.parseLong(row));
  }

  /** Whether a file holds it. */
  public boolean isInFile() {
    return column == VectorColumn.SHARD;
  }
}
